package io.acceptlag.probes;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.neighbour.ListenerSocket;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.procfs.Proc;
import io.acceptlag.probes.procfs.ProcListenerProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads listeners by getsockopt: two or three calls each, without a lock in the kernel. */
final class SocketListenerProbe implements ListenerProbe {
  private static final int[] NONE = {};

  /** More than so many are in trouble that is not ours. */
  private static final int QUEUED_MAX = 64;

  private final LibC libc;
  private final Scratch scratch;
  private final Proc proc;
  private final SockDiag sockets;
  private final ProcListenerProbe fallback;

  /**
   * Until it is refused for good. Where the kernel has no tcp_diag each request makes it look for
   * the module, and elsewhere each may be a line in an audit log.
   */
  private boolean asksSockDiag = true;

  /**
   * The time between two sweeps of the descriptors is so many times what one costs: on a host where
   * others listen all the time, with 20,000 connections open, each took 80 ms.
   */
  private static final int SWEEPS_SHARE = 100;

  /** Inodes of the listeners that were there when {@link #listening} was last asked. */
  private Set<Long> known = Collections.emptySet();

  /** Those in whose queue something waited then, of whatever process. */
  private List<ListenerSocket> queued = Collections.emptyList();

  /** Whether one was, since the descriptors were last asked. */
  private boolean anyNew;

  private long sweepNotBeforeNanos = System.nanoTime();

  private final Shortfalls shortfalls;
  private final BlankFigures blank;

  SocketListenerProbe(
      LibC libc, Proc proc, SockDiag sockets, Shortfalls shortfalls, BlankFigures blank) {
    this.libc = libc;
    this.proc = proc;
    this.sockets = sockets;
    this.shortfalls = shortfalls;
    this.blank = blank;
    scratch = Scratch.lasting(libc, 1)[0];
    fallback = new ProcListenerProbe(proc, fd -> SocketIdentity.inode(libc, fd, scratch));
  }

  @Override
  public boolean read(int fd, long identity, boolean drops, QueueReading into) {
    int result = tcpInfo(fd);
    boolean untold =
        result == 0 && (blank.seen() || TcpInfo.isBlank(scratch.memory, Scratch.VALUE));
    if (untold) {
      // Nor does gVisor's /proc/net/tcp have a queue's length. Of its older versions' state, which
      // is blank too, a listener is not told from a socket that has been closed.
      if (localAddress(fd) == null) {
        return false;
      }
    } else if (result == 0) {
      if (TcpInfo.state(scratch.memory, Scratch.VALUE) != TcpState.LISTEN) {
        return false;
      }
      into.length = TcpInfo.queueLength(scratch.memory, Scratch.VALUE);
      into.limit = TcpInfo.queueLimit(scratch.memory, Scratch.VALUE);
    } else if (localAddress(fd) == null) {
      // Closed. Asked once more, because a seccomp filter may answer anything, EBADF too.
      return false;
    } else {
      // A seccomp filter forbids it, or this socket has no TCP_INFO (MPTCP before Linux 5.15).
      into.length = fallback.queueLength(fd);
    }
    long dropped = 0;
    if (drops || into.length != 0) {
      dropped = SocketOptions.drops(libc, fd, scratch);
      into.drops = dropped < 0 ? QueueReading.UNKNOWN : dropped;
    }
    // Last, so that all of the above was read of this very socket: it cannot come back once gone.
    if (identity != 0 && identity != identity(fd)) {
      return false;
    }
    into.readNanos = System.nanoTime();
    if (untold) {
      shortfalls.tcpInfoBlank();
    }
    if (result != 0) {
      shortfalls.tcpInfoRefused(-result);
    }
    if (dropped < 0
        && !untold
        && localAddress(fd) != null
        && SocketOptions.drops(libc, fd, scratch) < 0) {
      shortfalls.memInfoRefused((int) -dropped);
    }
    return true;
  }

  /** Once more where it fails: a descriptor that was closed may be another socket's by now. */
  private int tcpInfo(int fd) {
    int result = SocketOptions.tcpInfo(libc, fd, scratch);
    return result != 0 && localAddress(fd) != null
        ? SocketOptions.tcpInfo(libc, fd, scratch)
        : result;
  }

  @Override
  public @Nullable LocalAddress localAddress(int fd) {
    scratch.length(SocketAddressText.SIZE);
    return libc.getsockname(fd, scratch.valueAddress, scratch.lengthAddress) == 0
        ? SocketAddressText.local(scratch.memory, Scratch.VALUE)
        : null;
  }

  @Override
  public int[] listening() {
    anyNew |= isAnyListenerNew();
    long startNanos = System.nanoTime();
    if (!anyNew || startNanos - sweepNotBeforeNanos < 0) {
      return NONE;
    }
    anyNew = false;
    int[] found = proc.descriptorsWhere(this::listens);
    long endNanos = System.nanoTime();
    sweepNotBeforeNanos = endNanos + SWEEPS_SHARE * (endNanos - startNanos);
    return found;
  }

  /**
   * By sock_diag, for which the kernel walks the table of listeners alone; for /proc/net/tcp it
   * walks that of the connections too: 8 ms on a machine with 4 GiB, even where it is empty.
   */
  private boolean isAnyListenerNew() {
    if (!asksSockDiag) {
      return fallback.isAnyListenerNew();
    }
    Set<Long> found = new HashSet<>();
    List<ListenerSocket> filled = new ArrayList<>();
    int result =
        sockets.listeners(
            each -> {
              found.add(each.inode());
              if (each.receiveQueue() > 0 && filled.size() < QUEUED_MAX) {
                filled.add(KernelNeighbourProbe.socket(each));
              }
              return true;
            });
    queued = filled;
    if (result != 0) {
      asksSockDiag = Errno.isWantOfRoom(-result);
      return fallback.isAnyListenerNew();
    }
    boolean anyNew = !known.containsAll(found);
    known = found;
    return anyNew;
  }

  List<ListenerSocket> queued() {
    return queued;
  }

  private boolean listens(int fd) {
    return SocketOptions.tcpInfo(libc, fd, scratch) == 0
        && TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpState.LISTEN;
  }

  @Override
  public boolean stillListens(int port, long identity) {
    boolean[] found = {false};
    int result =
        sockets.listenersAt(
            port,
            each -> {
              found[0] |= identity == each.cookie() || identity == each.inode();
              return !found[0];
            });
    return result == 0 && found[0];
  }

  @Override
  public NamespaceCounters counters() {
    NamespaceCounters counters = proc.counters();
    if (counters.total(KernelCounter.LISTEN_OVERFLOWS) < 0) {
      shortfalls.countersUnreadable();
    }
    return counters;
  }

  @Override
  public long identity(int fd) {
    return SocketIdentity.of(libc, fd, scratch);
  }
}
