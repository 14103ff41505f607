package io.acceptlag.probes;

import io.acceptlag.core.connect.ConnectProbe;
import io.acceptlag.probes.libc.LibC;

/** Reads sockets that connect by getsockopt, on whatever thread connects. */
final class SocketConnectProbe implements ConnectProbe {
  private static final int ENODATA = 61;

  private final LibC libc;
  private final ScratchPool scratches;

  SocketConnectProbe(LibC libc) {
    this.libc = libc;
    scratches = new ScratchPool(libc);
  }

  @Override
  public long connecting(int fd) {
    Scratch scratch = scratches.take();
    int result = SocketOptions.tcpInfo(libc, fd, scratch);
    long reading = result;
    if (result == 0 && TcpInfo.isBlank(scratch.memory, Scratch.VALUE)) {
      reading = -ENODATA;
    } else if (result == 0) {
      long state = TcpInfo.state(scratch.memory, Scratch.VALUE);
      long resent = TcpInfo.totalRetrans(scratch.memory, Scratch.VALUE) & 0x7fff_ffffL;
      reading = (state << 32) | resent;
    }
    scratch.giveBack();
    return reading;
  }
}
