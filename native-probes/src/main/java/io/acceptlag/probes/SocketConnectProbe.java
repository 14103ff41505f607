package io.acceptlag.probes;

import io.acceptlag.core.connect.ConnectProbe;
import io.acceptlag.core.kernel.ConnectReading;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;

/** Reads connecting sockets by getsockopt, on the thread that connects. */
final class SocketConnectProbe implements ConnectProbe {
  private final LibC libc;
  private final ScratchPool scratches;

  SocketConnectProbe(LibC libc) {
    this.libc = libc;
    scratches = new ScratchPool(libc);
  }

  @Override
  public long connecting(int fd) {
    Scratch scratch = scratches.take(fd);
    int result = SocketOptions.tcpInfo(libc, fd, scratch);
    long reading = result;
    if (result == 0 && TcpInfo.isBlank(scratch.memory, Scratch.VALUE)) {
      reading = -Errno.ENODATA;
    } else if (result == 0) {
      reading =
          ConnectReading.pack(
              TcpInfo.state(scratch.memory, Scratch.VALUE),
              TcpInfo.totalRetrans(scratch.memory, Scratch.VALUE) & 0x7fff_ffff);
    }
    scratch.giveBack();
    return reading;
  }

  @Override
  public long peer(int fd) {
    Scratch scratch = scratches.take(fd);
    long key = SocketAddressText.peerKey(libc, fd, scratch);
    scratch.giveBack();
    return key;
  }
}
