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

  /** If more than this many queues hold connections, most of them are other processes'. */
  private static final int QUEUED_MAX = 64;

  private final LibC libc;
  private final Scratch scratch;
  private final Proc proc;
  private final SockDiag sockets;
  private final ProcListenerProbe fallback;

  /**
   * False once sock_diag was refused. In a kernel without tcp_diag each request makes it search for
   * the module, and elsewhere each may write a line to an audit log.
   */
  private boolean asksSockDiag = true;

  /**
   * The time between two sweeps of the descriptors is this many times the cost of one. With 20,000
   * connections open each took 80 ms, and other processes may open listeners all the time.
   */
  private static final int SWEEPS_SHARE = 100;

  /** Inodes of the listeners that were there at the last call of {@link #listening}. */
  private Set<Long> known = Collections.emptySet();

  /** Those of any process in whose queue something waited then. */
  private List<ListenerSocket> queued = Collections.emptyList();

  /** Whether a listener was new since the last sweep of the descriptors. */
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
      // gVisor's /proc/net/tcp has no queue length either. In its older versions the state is blank
      // too, so only the address tells a listener from a closed socket.
      if (address(fd) == null) {
        return false;
      }
    } else if (result == 0) {
      if (TcpInfo.state(scratch.memory, Scratch.VALUE) != TcpState.LISTEN) {
        return false;
      }
      into.length = TcpInfo.queueLength(scratch.memory, Scratch.VALUE);
      into.limit = TcpInfo.queueLimit(scratch.memory, Scratch.VALUE);
    } else if (address(fd) == null) {
      // Closed: a second call says so too. A seccomp filter may answer anything, also EBADF.
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
    // Last, so that all of the above was read from this socket: it cannot come back once gone.
    if (identity != 0 && identity != identity(fd)) {
      return false;
    }
    into.readNanos = System.nanoTime();
    if (untold) {
      shortfalls.tcpInfoBlank();
    }
    // Of a descriptor whose socket is not known, several may have come and gone meanwhile.
    if (result != 0 && identity != 0) {
      shortfalls.tcpInfoRefused(-result);
    }
    if (dropped < 0
        && !untold
        && identity != 0
        && address(fd) != null
        && SocketOptions.drops(libc, fd, scratch) < 0) {
      shortfalls.memInfoRefused((int) -dropped);
    }
    return true;
  }

  /** Asks again if it fails, because a closed descriptor may be another socket's by now. */
  private int tcpInfo(int fd) {
    int result = SocketOptions.tcpInfo(libc, fd, scratch);
    return result != 0 && address(fd) != null ? SocketOptions.tcpInfo(libc, fd, scratch) : result;
  }

  @Override
  public @Nullable LocalAddress localAddress(int fd) {
    LocalAddress address = address(fd);
    if (address == null && SocketAddressText.isUnixDomain(scratch)) {
      shortfalls.unixDomain();
    }
    return address;
  }

  /** Of a descriptor that may have been closed, and stand for a socket of any kind by now. */
  private @Nullable LocalAddress address(int fd) {
    scratch.length(SocketAddressText.SIZE);
    boolean read = libc.getsockname(fd, scratch.valueAddress, scratch.lengthAddress) == 0;
    if (!read) {
      scratch.length(0);
    }
    return read ? SocketAddressText.local(scratch.memory, Scratch.VALUE) : null;
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
   * By sock_diag, for which the kernel walks only the table of listeners. For /proc/net/tcp it also
   * walks that of connections: 8 ms on a machine with 4 GiB, even if it is empty.
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
