package io.acceptlag.probes;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.probes.libc.LibC;

/** Reads accepted sockets by getsockopt, on the acceptors' threads. */
final class SocketAcceptProbe implements AcceptProbe {
  private static final int EIO = 5;

  private final LibC libc;
  private final ScratchPool scratches;

  SocketAcceptProbe(LibC libc) {
    this.libc = libc;
    scratches = new ScratchPool(libc);
  }

  @Override
  public long accepted(int fd) {
    Scratch scratch = scratches.take();
    int result = SocketOptions.tcpInfo(libc, fd, scratch);
    long reading = result < 0 ? result : -EIO;
    if (result == 0 && scratch.length() >= TcpInfo.SIZE) {
      reading =
          AcceptedReading.pack(
              TcpInfo.state(scratch.memory, Scratch.VALUE),
              TcpInfo.options(scratch.memory, Scratch.VALUE),
              TcpInfo.lastDataSentMillis(scratch.memory, Scratch.VALUE),
              TcpInfo.totalRetrans(scratch.memory, Scratch.VALUE));
    }
    scratch.giveBack();
    return reading;
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {
    Scratch scratch = scratches.take();
    scratch.length(SocketAddressText.SIZE);
    if (libc.getpeername(acceptedFd, scratch.valueAddress, scratch.lengthAddress) == 0) {
      SocketAddressText.peer(scratch.memory, Scratch.VALUE, into);
    }
    if (SocketOptions.tcpInfo(libc, acceptedFd, scratch, TcpInfo.SIZE_WITH_RTO_TIME) == 0
        && scratch.length() >= TcpInfo.SIZE) {
      into.handshakeMillis =
          TcpInfo.handshakeMillis(scratch.memory, Scratch.VALUE, scratch.length());
    }
    if (SocketOptions.tcpInfo(libc, listenerFd, scratch) == 0
        && TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpInfo.TCP_LISTEN) {
      into.queueLength = TcpInfo.queueLength(scratch.memory, Scratch.VALUE);
      into.queueLimit = TcpInfo.queueLimit(scratch.memory, Scratch.VALUE);
    }
    scratch.giveBack();
  }

  @Override
  public long identity(int fd) {
    Scratch scratch = scratches.take();
    long identity = SocketIdentity.of(libc, fd, scratch);
    scratch.giveBack();
    return identity;
  }
}
