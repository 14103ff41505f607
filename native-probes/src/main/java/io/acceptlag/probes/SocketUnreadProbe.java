package io.acceptlag.probes;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.UnreadReading;
import io.acceptlag.core.unserved.UnservedCount;
import io.acceptlag.probes.diag.DiagAnswer;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.procfs.Proc;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks by getsockopt and ioctl: one call if the client has sent nothing, otherwise three. */
final class SocketUnreadProbe implements UnreadProbe {
  private static final int ROWS_MAX = 50_000;

  /** A walk that takes longer would make the next poll late. */
  private static final long WALK_MAX_NANOS = 50_000_000;

  /** A search of all descriptors takes at most one part in so many of the time. */
  private static final int SEARCHES_SHARE = 100;

  private final LibC libc;
  private final Proc proc;
  private final BlankFigures blank;
  private final SockDiag sockets;
  private final Scratch scratch;
  private boolean told = true;
  private long searchNotBeforeNanos = System.nanoTime();

  SocketUnreadProbe(LibC libc, Proc proc, BlankFigures blank, SockDiag sockets) {
    this.libc = libc;
    this.proc = proc;
    this.blank = blank;
    this.sockets = sockets;
    scratch = Scratch.lasting(libc, 1)[0];
  }

  @Override
  public boolean isReported() {
    return told && !blank.seen();
  }

  @Override
  public long identity(int fd, int localPort) {
    scratch.length(SocketAddressText.SIZE);
    boolean named = libc.getsockname(fd, scratch.valueAddress, scratch.lengthAddress) == 0;
    return named && SocketAddressText.port(scratch.memory, Scratch.VALUE) == localPort
        ? SocketIdentity.of(libc, fd, scratch)
        : 0;
  }

  @Override
  public void read(int fd, long identity, UnreadReading into) {
    int result = SocketOptions.tcpInfo(libc, fd, scratch, TcpInfo.SIZE_WITH_DATA_SEGMENTS);
    boolean answers = result == 0 && scratch.length() >= TcpInfo.SIZE_WITH_DATA_SEGMENTS;
    into.open = answers;
    into.readNanos = System.nanoTime();
    if (!answers) {
      told &= result < 0 && isOtherDescriptor(-result);
      return;
    }
    into.state = TcpInfo.state(scratch.memory, Scratch.VALUE);
    into.received = TcpInfo.bytesReceived(scratch.memory, Scratch.VALUE);
    into.lastReceivedMillis = TcpInfo.lastDataReceivedMillis(scratch.memory, Scratch.VALUE);
    into.answered = TcpInfo.dataSegmentsOut(scratch.memory, Scratch.VALUE) > 0;
    into.unread = 0;
    if (into.received == 0) {
      // If another silent connection has the descriptor by now, the answer is the same.
      return;
    }
    // Read after what was received: the other way round, bytes read meanwhile would seem unread.
    long unread = SocketOptions.unread(libc, fd, scratch);
    // Last, so that all of it was read from this connection.
    into.open = identity == SocketIdentity.of(libc, fd, scratch);
    told &= unread >= 0 || !into.open;
    into.unread = unread;
  }

  @Override
  public int[] untouched(int localPort, int max) {
    UnreadReading reading = new UnreadReading();
    int[] found = {0};
    return proc.descriptorsWhere(
        fd -> {
          boolean is = found[0] < max && isUntouched(fd, localPort, reading);
          found[0] += is ? 1 : 0;
          return is;
        });
  }

  @Override
  public int[] longestUnread(int localPort, int max) {
    long startNanos = System.nanoTime();
    if (startNanos - searchNotBeforeNanos < 0) {
      return NO_DESCRIPTORS;
    }
    UnreadReading reading = new UnreadReading();
    LongestUnread longest = new LongestUnread(max);
    proc.descriptorsWhere(
        fd -> {
          // Those that are left out then would make the next poll late.
          boolean inTime = System.nanoTime() - startNanos < WALK_MAX_NANOS;
          if (inTime && isUntouched(fd, localPort, reading) && isAllUnread(reading)) {
            longest.add(fd, reading.lastReceivedMillis);
          }
          return false;
        });
    long endNanos = System.nanoTime();
    searchNotBeforeNanos = endNanos + SEARCHES_SHARE * (endNanos - startNanos);
    return longest.descriptors();
  }

  /** Where a FIN was received, it is a byte that does not count as unread. */
  private static boolean isAllUnread(UnreadReading reading) {
    long fin = reading.state == TcpState.CLOSE_WAIT ? 1 : 0;
    return reading.unread > 0 && reading.received - reading.unread == fin;
  }

  private boolean isUntouched(int fd, int localPort, UnreadReading reading) {
    // Most descriptors are no sockets, so this does not show that the kernel lacks the figures.
    if (SocketOptions.tcpInfo(libc, fd, scratch, TcpInfo.SIZE_WITH_DATA_SEGMENTS) != 0
        || TcpInfo.state(scratch.memory, Scratch.VALUE) == TcpState.LISTEN) {
      return false;
    }
    long identity = identity(fd, localPort);
    if (identity == 0) {
      return false;
    }
    read(fd, identity, reading);
    // A FIN counts as a byte that was received, and not as one that is unread.
    return reading.open && !reading.answered && reading.received - reading.unread <= 1;
  }

  /**
   * Whether the descriptor is closed or no such socket, rather than the call forbidden by a filter.
   */
  private static boolean isOtherDescriptor(int errno) {
    return errno == Errno.EBADF
        || errno == Errno.ENOTSOCK
        || errno == Errno.ENOPROTOOPT
        || errno == Errno.EOPNOTSUPP;
  }

  @Override
  public @Nullable UnservedCount count(
      int localPort, int ownListeners, long unreadMillis, long keptMillis) {
    long startNanos = System.nanoTime();
    int[] listeners = {0};
    int listed =
        sockets.listeners(
            each -> {
              listeners[0] += each.local().port() == localPort ? 1 : 0;
              return true;
            });
    UnservedCount.Counter counter = new UnservedCount.Counter(unreadMillis, keptMillis);
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    Predicate<DiagAnswer> visitor =
        each -> {
          if (each.inode() != 0) {
            long lastReceivedMillis = SockDiag.lastDataReceivedMillis(each);
            boolean answered = SockDiag.dataSegmentsOut(each) != 0;
            counter.add(
                each.state() == TcpState.CLOSE_WAIT,
                SockDiag.bytesReceived(each),
                each.receiveQueue(),
                lastReceivedMillis,
                answered,
                answered && SockDiag.lastDataSentMillis(each) <= lastReceivedMillis);
          }
          return bound.allowsMore();
        };
    if (listed < 0 || sockets.connections(localPort, visitor) < 0) {
      return null;
    }
    // Listeners of this process count as well as those of others.
    boolean shared = ownListeners > 1 || listeners[0] > ownListeners;
    return counter.result(!bound.reached(), shared, System.nanoTime() - startNanos);
  }
}
