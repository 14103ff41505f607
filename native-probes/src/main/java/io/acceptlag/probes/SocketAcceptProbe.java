package io.acceptlag.probes;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.libc.LibC;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Reads accepted sockets by getsockopt, on the acceptors' threads. */
final class SocketAcceptProbe implements AcceptProbe {
  private final LibC libc;
  private final ScratchPool scratches;
  private final BlankFigures blank;
  private final IntSupplier somaxconn;

  /**
   * @param somaxconn net.core.somaxconn; called seldom, on acceptors' threads
   */
  SocketAcceptProbe(LibC libc, BlankFigures blank, IntSupplier somaxconn) {
    this.libc = libc;
    this.blank = blank;
    this.somaxconn = somaxconn;
    scratches = new ScratchPool(libc);
  }

  /** A limit of 0 counts as unknown if more was asked for and is allowed. */
  @Override
  public void listening(int fd, int backlog) {
    if (backlog <= 0 || !blank.open()) {
      return;
    }
    int limit = limitOf(fd);
    if (limit > 0) {
      blank.ruleOut();
    } else if (limit == 0 && somaxconn.getAsInt() != 0) {
      blank.see();
    }
  }

  /** -1 if it does not listen. */
  private int limitOf(int fd) {
    Scratch scratch = scratches.take(fd);
    try {
      boolean listens =
          SocketOptions.tcpInfo(libc, fd, scratch) == 0
              && scratch.length() >= TcpInfo.SIZE
              && TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpState.LISTEN;
      return listens ? TcpInfo.queueLimit(scratch.memory, Scratch.VALUE) : -1;
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public long accepted(int fd) {
    Scratch scratch = scratches.take(fd);
    try {
      int result = SocketOptions.tcpInfo(libc, fd, scratch, TcpInfo.SIZE_WITH_BYTES);
      return reading(result, TcpInfo.SIZE, scratch);
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public long acceptedEarlier(int fd) {
    Scratch scratch = scratches.take(fd);
    try {
      int size = TcpInfo.SIZE_WITH_DATA_SEGMENTS;
      int result = SocketOptions.tcpInfo(libc, fd, scratch, size);
      long reading = reading(result, size, scratch);
      if (reading >= 0 && TcpInfo.dataSegmentsOut(scratch.memory, Scratch.VALUE) != 0) {
        reading = -Errno.ENODATA;
      }
      return reading;
    } finally {
      scratch.giveBack();
    }
  }

  private long reading(int result, int size, Scratch scratch) {
    if (result != 0 || scratch.length() < size) {
      return result < 0 ? result : -Errno.EIO;
    }
    return blank.seen() || TcpInfo.isBlank(scratch.memory, Scratch.VALUE)
        ? -Errno.ENODATA
        : AcceptedReading.pack(
            TcpInfo.state(scratch.memory, Scratch.VALUE),
            TcpInfo.options(scratch.memory, Scratch.VALUE),
            TcpInfo.lastDataSentMillis(scratch.memory, Scratch.VALUE),
            TcpInfo.totalRetrans(scratch.memory, Scratch.VALUE),
            TcpInfo.lastAckReceivedMillis(scratch.memory, Scratch.VALUE),
            scratch.length() >= TcpInfo.SIZE_WITH_BYTES
                ? TcpInfo.bytesReceived(scratch.memory, Scratch.VALUE)
                : -1);
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {
    Scratch scratch = scratches.take(acceptedFd);
    try {
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
          && !TcpInfo.isBlank(scratch.memory, Scratch.VALUE)
          && TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpState.LISTEN) {
        into.queueLength = TcpInfo.queueLength(scratch.memory, Scratch.VALUE);
        into.queueLimit = TcpInfo.queueLimit(scratch.memory, Scratch.VALUE);
      }
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public int queueLength(int listenerFd) {
    Scratch scratch = scratches.take(listenerFd);
    try {
      boolean told =
          SocketOptions.tcpInfo(libc, listenerFd, scratch) == 0
              && scratch.length() >= TcpInfo.SIZE
              && !blank.seen()
              && TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpState.LISTEN;
      return told ? TcpInfo.queueLength(scratch.memory, Scratch.VALUE) : -1;
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public @Nullable LocalAddress localAddress(int listenerFd) {
    Scratch scratch = scratches.take(listenerFd);
    try {
      scratch.length(SocketAddressText.SIZE);
      return libc.getsockname(listenerFd, scratch.valueAddress, scratch.lengthAddress) == 0
          ? SocketAddressText.local(scratch.memory, Scratch.VALUE)
          : null;
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public long peer(int acceptedFd) {
    Scratch scratch = scratches.take(acceptedFd);
    try {
      return SocketAddressText.peerKey(libc, acceptedFd, scratch);
    } finally {
      scratch.giveBack();
    }
  }

  @Override
  public long identity(int fd) {
    Scratch scratch = scratches.take(fd);
    try {
      return SocketIdentity.of(libc, fd, scratch);
    } finally {
      scratch.giveBack();
    }
  }
}
