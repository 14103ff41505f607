package io.acceptlag.core.neighbour;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.SocketOwner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of other processes at one address of ours. They are stuck if all connections that
 * waited at one reading still wait at the next, several times in a row. The kernel does not say in
 * whose queue a connection waits, so a reading counts only if nothing else waits at that port.
 */
final class Neighbour {
  /** This takes at least three readings. */
  private static final long STUCK_NANOS = 4_000_000_000L;

  /** Waits are exact to a tick, which is 10 ms at most, and the list takes its time. */
  private static final long TOLERANCE_MILLIS = 20;

  private static final int ASKED_MAX = 3;

  private final LocalAddress address;
  private final Episode episode;

  private boolean readBefore;
  private long readNanos;
  private int waitingBefore;
  private long stillSinceNanos;

  // As last read.
  private int length;
  private int room;
  private int filled;
  private long oldestMillis;
  private boolean gone;
  private @Nullable ListenerSocket longest;

  /** Of the socket with this inode. */
  private @Nullable SocketOwner owner;

  private long ownedInode;
  private int asked;

  Neighbour(LocalAddress address, long repeatNanos) {
    this.address = address;
    episode = new Episode(Pace.endsAfter(0), repeatNanos);
  }

  Change observe(long nowNanos, PortReading reading, List<OwnListener> own) {
    List<ListenerSocket> theirs = new ArrayList<>();
    int elsewhere = 0;
    for (ListenerSocket socket : reading.listeners()) {
      if (isOwn(socket, own) || !socket.address().equals(address)) {
        elsewhere += socket.length();
      } else {
        theirs.add(socket);
      }
    }
    gone = theirs.isEmpty();
    length = 0;
    room = 0;
    filled = 0;
    longest = null;
    for (ListenerSocket socket : theirs) {
      boolean waits = socket.length() > 0;
      length += socket.length();
      // One that is well has room that helps nobody.
      room += waits ? socket.limit() + 1 : 0;
      filled += waits ? 1 : 0;
      longest = longest == null || socket.length() > longest.length() ? socket : longest;
    }
    if (length == 0) {
      readBefore = false;
      return episode.rests(nowNanos);
    }
    return elsewhere == 0 ? compare(nowNanos, reading) : Change.NOTHING;
  }

  private Change compare(long nowNanos, PortReading reading) {
    oldestMillis = reading.oldestMillis();
    long sinceMillis = (nowNanos - readNanos) / 1_000_000;
    boolean still =
        readBefore
            && waitingBefore > 0
            && reading.waitingFor(sinceMillis + TOLERANCE_MILLIS) >= waitingBefore;
    if (!still) {
      stillSinceNanos = nowNanos;
    }
    readBefore = true;
    readNanos = nowNanos;
    waitingBefore = reading.waitingFor(2 * TOLERANCE_MILLIS);
    if (!still) {
      return episode.rests(nowNanos);
    }
    if (episode.isOpen()) {
      episode.goesOn(nowNanos);
      return episode.repeats(nowNanos);
    }
    return nowNanos - stillSinceNanos >= STUCK_NANOS
        ? episode.open(nowNanos, stillSinceNanos)
        : Change.NOTHING;
  }

  private static boolean isOwn(ListenerSocket socket, List<OwnListener> own) {
    for (OwnListener each : own) {
      if (each.is(socket)) {
        return true;
      }
    }
    return false;
  }

  LocalAddress address() {
    return address;
  }

  boolean isOpen() {
    return episode.isOpen();
  }

  /** Whether it need not be read any more. */
  boolean isOver() {
    return !episode.isOpen() && length == 0;
  }

  /** Connections in their queues. */
  int length() {
    return length;
  }

  /** Of those in whose queue something waits. */
  int room() {
    return room;
  }

  /** Sockets in whose queue something waits. */
  int filled() {
    return filled;
  }

  long oldestMillis() {
    return oldestMillis;
  }

  /** Whether they no longer listen. */
  boolean isGone() {
    return gone;
  }

  /** The one of them with the longest queue; null where none is left. */
  @Nullable ListenerSocket longest() {
    return longest;
  }

  /** For how long none of the waiting connections has been taken. */
  long stillMillis() {
    return (episode.endNanos() - episode.startNanos()) / 1_000_000;
  }

  /**
   * Whether to ask whose it is: before its line comes, and more than once, because on a busy host
   * the bound on that may be reached.
   */
  boolean asksForOwner() {
    boolean still = readBefore && readNanos - stillSinceNanos > 0;
    return owner() == null && still && asked++ < ASKED_MAX;
  }

  /** Whose the socket with the longest queue is; null where that cannot be seen. */
  @Nullable SocketOwner owner() {
    return longest != null && longest.inode() == ownedInode ? owner : null;
  }

  /** Whether whoever was found last is this process, even if that socket is gone. */
  boolean isOfThisProcess() {
    return owner != null && owner.isThisProcess();
  }

  void ownedBy(long inode, @Nullable SocketOwner found) {
    ownedInode = inode;
    owner = found;
  }

  NeighbourTrouble trouble() {
    return new NeighbourTrouble(episode.startNanos(), episode.endNanos());
  }
}
