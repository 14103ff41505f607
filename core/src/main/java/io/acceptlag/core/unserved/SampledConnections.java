package io.acceptlag.core.unserved;

import io.acceptlag.core.listener.AcceptedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sample of one listener's accepted connections: a fixed number of them, asked at each poll
 * until they have been read. The cost does not grow with the number of connections.
 *
 * <p>Those that are read make room for others. Those at rest (a client that does not speak, as on a
 * kept or pre-opened connection; a server that sends and does not read) would fill it for good, so
 * after a while any of them may have to make room: which one is left to chance, because a client
 * may speak late. Of those that are unread the youngest goes first, because the oldest say most.
 */
public final class SampledConnections {
  static final int SLOTS = 64;

  /** Kept for new connections. */
  static final int FREE_MIN = 16;

  /** Early enough for others to have been unread for a while before the rest are served. */
  private static final int REFILL_BELOW = SLOTS / 2;

  /** How many, at most, are taken one after another from one poll to the next. */
  private static final int SPREAD = 24;

  /** A client that speaks first does so by then, as a rule. */
  static final long REST_MIN_NANOS = 1_000_000_000L;

  private final AcceptedSample arriving;
  private final UnreadProbe probe;
  private final int localPort;
  private long overdueNanos;
  private Reads whoever = (acceptedNanos, dataNanos, readNanos) -> {};
  private final FirstReads reads = new FirstReads();
  private final UnreadReading reading = new UnreadReading();
  private final List<SampledConnection> connections = new ArrayList<>(0);
  private long readForSure;
  private int chance;
  private long polledNanos;
  private long readNanos;
  private long apartNanos;

  /**
   * @param arriving where acceptors leave them
   * @param overdueNanos from which on an unread connection counts as overdue
   */
  public SampledConnections(
      AcceptedSample arriving, UnreadProbe probe, int localPort, long overdueNanos, long nowNanos) {
    this.arriving = arriving;
    this.probe = probe;
    this.localPort = localPort;
    this.overdueNanos = overdueNanos;
    polledNanos = nowNanos;
  }

  /** As in the constructor. */
  public void overdueFrom(long nanos) {
    overdueNanos = nanos;
  }

  /** Sets what takes each read from now on. */
  public void tell(Reads wants) {
    whoever = wants;
  }

  public FirstReads reads() {
    return reads;
  }

  /**
   * Asks all of them, and takes new ones in.
   *
   * @return whether there were any
   */
  public boolean poll(long nowNanos) {
    boolean any = !connections.isEmpty();
    readNanos = nowNanos;
    int kept = 0;
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      if (looksOn(each, nowNanos)) {
        connections.set(kept++, each);
      }
    }
    truncate(kept);
    for (int fd = arriving.take(); fd >= 0; fd = arriving.take()) {
      any = true;
      add(fd, arriving.takenNanos(), nowNanos);
    }
    if (any) {
      makeRoom(nowNanos);
      apartNanos = (nowNanos - polledNanos) / SPREAD;
      arriving.allow(SLOTS - connections.size(), apartNanos);
    }
    polledNanos = nowNanos;
    return any;
  }

  /** When the last of them was asked, in System.nanoTime; at least that of the poll. */
  public long readNanos() {
    return readNanos;
  }

  /**
   * Takes in connections that were accepted before they were watched. It is not known when, so none
   * counts as unread from before now.
   */
  public void begin(long nowNanos) {
    for (int fd : probe.untouched(localPort, FREE_MIN)) {
      add(fd, nowNanos, nowNanos);
    }
  }

  /**
   * Takes in others that nobody has read, where most of the sample have been served and more than
   * those are unserved: if no new ones come, the sample would run empty before the trouble is over.
   * It is not known when they were accepted, so none counts as unread from before now.
   */
  public void refill(long nowNanos) {
    if (unserved() >= REFILL_BELOW) {
      return;
    }
    for (int fd : probe.longestUnread(localPort, SLOTS - FREE_MIN)) {
      if (connections.size() < SLOTS) {
        add(new SampledConnection(fd, probe.identity(fd, localPort), nowNanos, true), nowNanos);
      }
    }
    makeRoom(nowNanos);
    arriving.allow(SLOTS - connections.size(), apartNanos);
  }

  private void add(int fd, long acceptedNanos, long nowNanos) {
    add(new SampledConnection(fd, probe.identity(fd, localPort), acceptedNanos), nowNanos);
  }

  private void add(SampledConnection each, long nowNanos) {
    if (!isKnown(each) && looksOn(each, nowNanos)) {
      connections.add(each);
    }
  }

  /** One that was there at the beginning may have been on its way here as well. */
  private boolean isKnown(SampledConnection candidate) {
    for (int i = 0; i < connections.size(); i++) {
      if (connections.get(i).identity() == candidate.identity()) {
        return candidate.identity() != 0;
      }
    }
    return false;
  }

  private boolean looksOn(SampledConnection each, long nowNanos) {
    reading.open = each.identity() != 0;
    reading.readNanos = nowNanos;
    if (reading.open) {
      probe.read(each.fd(), each.identity(), reading);
      if (reading.readNanos - readNanos > 0) {
        readNanos = reading.readNanos;
      }
    }
    boolean more = each.look(reading, nowNanos, overdueNanos, reads);
    readForSure += each.wasReadForSure() ? 1 : 0;
    if (each.readMillis() >= 0) {
      probe.firstRead(each.acceptedNanos(), each.readMillis());
      each.tell(whoever);
    }
    return more;
  }

  private void truncate(int size) {
    while (connections.size() > size) {
      connections.remove(connections.size() - 1);
    }
  }

  private void makeRoom(long nowNanos) {
    while (connections.size() > SLOTS - FREE_MIN) {
      int leaving = anyLongAtRest(nowNanos);
      if (leaving < 0) {
        leaving = youngestUnread();
      }
      if (leaving < 0) {
        // Too many of them are new for anything to be known of them.
        return;
      }
      connections.remove(leaving);
    }
  }

  /** -1 if there is none. */
  private int anyLongAtRest(long nowNanos) {
    // A generator of Knuth's: the JDK's own are the application's to initialise.
    chance = chance * 1_664_525 + 1_013_904_223;
    int start = (chance >>> 8) % connections.size();
    for (int i = 0; i < connections.size(); i++) {
      int at = (start + i) % connections.size();
      SampledConnection each = connections.get(at);
      if (each.isAtRest() && each.ageNanos(nowNanos) >= REST_MIN_NANOS) {
        return at;
      }
    }
    return -1;
  }

  /** -1 unless they alone are too many; not one that may be about to be read. */
  private int youngestUnread() {
    int youngest = -1;
    int unread = 0;
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      if (each.isUnserved() && each.unreadNanos() >= REST_MIN_NANOS) {
        unread++;
        if (youngest < 0 || each.unreadNanos() < connections.get(youngest).unreadNanos()) {
          youngest = i;
        }
      }
    }
    return unread > SLOTS - FREE_MIN ? youngest : -1;
  }

  /** Connections of the sample that are unserved now. */
  public int unserved() {
    int count = 0;
    for (int i = 0; i < connections.size(); i++) {
      count += connections.get(i).isUnserved() ? 1 : 0;
    }
    return count;
  }

  /** Those of which nothing has been read for at least so long. */
  public int unreadFor(long nanos) {
    int count = 0;
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      count += each.isUnserved() && each.unreadNanos() >= nanos ? 1 : 0;
    }
    return count;
  }

  /** Of these, the ones whose client has left. */
  public int left() {
    int count = 0;
    for (int i = 0; i < connections.size(); i++) {
      count += connections.get(i).isUnserved() && connections.get(i).isLeft() ? 1 : 0;
    }
    return count;
  }

  /** Whether one of them was reset: the kernel does not list those. */
  public boolean anyReset() {
    for (int i = 0; i < connections.size(); i++) {
      if (connections.get(i).isUnserved() && connections.get(i).isReset()) {
        return true;
      }
    }
    return false;
  }

  /** How many have been seen to be read so far; more may have been, and closed. */
  long readForSure() {
    return readForSure;
  }

  /** Descriptors of those that have been unread for long, by which others may know them. */
  public UnreadDescriptors descriptors() {
    return descriptors(overdueNanos / 2, overdueNanos);
  }

  /** Of those of which nothing has been read for at least so long, which counts as overdue. */
  public UnreadDescriptors descriptors(long nanos) {
    return descriptors(nanos, nanos);
  }

  private UnreadDescriptors descriptors(long fromNanos, long overdueFromNanos) {
    int[] found = new int[connections.size()];
    int overdue = 0;
    int count = 0;
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      if (each.isUnserved() && each.unreadNanos() >= overdueFromNanos) {
        found[count++] = found[overdue];
        found[overdue++] = each.fd();
      } else if (each.isUnserved() && (each.isRefill() || each.unreadNanos() >= fromNanos)) {
        found[count++] = each.fd();
      }
    }
    return new UnreadDescriptors(Arrays.copyOf(found, count), overdue);
  }

  /** For how long at least the oldest of them has been unread; 0 if there is none. */
  public long oldestNanos() {
    long oldest = 0;
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      if (each.isUnserved()) {
        oldest = Math.max(oldest, each.unreadNanos());
      }
    }
    return oldest;
  }

  /**
   * Whether one of them was overdue in two samples: one alone may have come in the moment after a
   * pause of the whole process, before anybody could read.
   */
  public boolean anyOverdueTwice() {
    for (int i = 0; i < connections.size(); i++) {
      SampledConnection each = connections.get(i);
      if (each.isUnserved() && each.overdueSamples() >= 2) {
        return true;
      }
    }
    return false;
  }
}
