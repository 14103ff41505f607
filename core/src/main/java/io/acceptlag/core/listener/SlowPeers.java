package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.PeerKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The clients whose accept was slow lately, so that the trace of their first request can say so. A
 * table of fixed size that acceptors write without a lock or an allocation. Each entry is claimed
 * once. A later connection from the same address and port makes it void, because it is another
 * connection.
 *
 * <p>An entry's first cell is its key: {@link PeerKey#NONE} while it is free, {@link #BUSY} while
 * somebody writes or takes it.
 */
public final class SlowPeers {
  /** A request that takes longer than this is not matched. */
  public static final long KEPT_NANOS = 120_000_000_000L;

  /** By how much the clock of the traces may be behind ours. */
  static final long CLOCKS_APART_NANOS = 50_000_000;

  private static final int ENTRIES = 1024;

  /** How many entries a key may lie in. */
  private static final int WAYS = 4;

  private static final long BUSY = 1;
  private static final int SPINS = 1000;

  private static final int ACCEPTED_NANOS = 1;
  private static final int WAIT_MILLIS = 2;
  private static final int LOCAL_PORT = 3;
  private static final int INCIDENT = 4;
  private static final int FIRST_READ_MILLIS = 5;
  private static final int CELLS = 6;

  private final AtomicLongArray cells = new AtomicLongArray(ENTRIES * CELLS);

  /** Entries that are not free. */
  private final AtomicInteger entries = new AtomicInteger();

  private volatile long newestNanos;

  /** Costs one read while nothing was slow. */
  public boolean isEmpty(long nowNanos) {
    return entries.get() == 0 || nowNanos - newestNanos > KEPT_NANOS;
  }

  /** Adds a client that has waited so long. For the acceptor's thread. */
  void add(long key, long acceptedNanos, long waitMillis) {
    if (key == PeerKey.NONE) {
      return;
    }
    int entry = take(key);
    if (entry < 0) {
      entry = takeOldest(key);
    }
    if (entry < 0) {
      return;
    }
    cells.lazySet(entry + ACCEPTED_NANOS, acceptedNanos);
    cells.lazySet(entry + WAIT_MILLIS, waitMillis);
    cells.lazySet(entry + LOCAL_PORT, SlowPeer.UNKNOWN);
    cells.lazySet(entry + INCIDENT, SlowPeer.UNKNOWN);
    cells.lazySet(entry + FIRST_READ_MILLIS, SlowPeer.UNKNOWN);
    newestNanos = acceptedNanos;
    entries.getAndIncrement();
    cells.set(entry, key);
  }

  /** Forgets a client that has come with another connection. For the acceptor's thread. */
  void forget(long key) {
    int entry = take(key);
    if (entry >= 0) {
      cells.set(entry, PeerKey.NONE);
    }
  }

  /** Completes the entry of the connection accepted then: the listener's port and the incident. */
  public void complete(long key, long acceptedNanos, int localPort, long incident) {
    int entry = take(key);
    if (entry >= 0) {
      if (cells.get(entry + ACCEPTED_NANOS) == acceptedNanos) {
        cells.lazySet(entry + LOCAL_PORT, localPort);
        cells.lazySet(entry + INCIDENT, incident);
      }
      giveBack(entry, key);
    }
  }

  /**
   * Completes the entry of the connection accepted then: how long its first data waited to be read.
   */
  public void firstRead(long acceptedNanos, long millis) {
    if (entries.get() == 0) {
      return;
    }
    for (int entry = 0; entry < cells.length(); entry += CELLS) {
      long key = cells.get(entry);
      if (key != PeerKey.NONE
          && key != BUSY
          && cells.get(entry + ACCEPTED_NANOS) == acceptedNanos
          && cells.compareAndSet(entry, key, BUSY)) {
        cells.lazySet(entry + FIRST_READ_MILLIS, millis);
        entries.getAndDecrement();
        giveBack(entry, key);
      }
    }
  }

  /**
   * What is known about the client whose request began then, if its accept was slow and no earlier
   * request has claimed the entry.
   *
   * @param localPort that it came to; negative where that is not known
   */
  public @Nullable SlowPeer claim(long key, int localPort, long requestNanos) {
    int entry = take(key);
    if (entry < 0) {
      return null;
    }
    long acceptedNanos = cells.get(entry + ACCEPTED_NANOS);
    long ownPort = cells.get(entry + LOCAL_PORT);
    boolean isOther = localPort >= 0 && ownPort >= 0 && localPort != ownPort;
    long afterNanos = requestNanos - acceptedNanos;
    if (isOther || afterNanos < -CLOCKS_APART_NANOS || afterNanos > KEPT_NANOS) {
      giveBack(entry, key);
      return null;
    }
    SlowPeer claimed =
        new SlowPeer(
            cells.get(entry + WAIT_MILLIS),
            cells.get(entry + FIRST_READ_MILLIS),
            cells.get(entry + INCIDENT));
    cells.set(entry, PeerKey.NONE);
    return claimed;
  }

  private void giveBack(int entry, long key) {
    entries.getAndIncrement();
    cells.set(entry, key);
  }

  /** The entry of that key, now busy; -1 if there is none. */
  private int take(long key) {
    for (int way = 0; way < WAYS; way++) {
      int entry = entryOf(key, way);
      for (int spins = 0; spins < SPINS; spins++) {
        long found = cells.get(entry);
        if (found == key && cells.compareAndSet(entry, key, BUSY)) {
          entries.getAndDecrement();
          return entry;
        }
        if (found != key && found != BUSY) {
          break;
        }
      }
    }
    return -1;
  }

  /**
   * A free entry, or the oldest of those that the key may lie in, now busy; -1 if other threads
   * were quicker.
   */
  private int takeOldest(long key) {
    int oldest = -1;
    for (int way = 0; way < WAYS; way++) {
      int entry = entryOf(key, way);
      long found = cells.get(entry);
      if (found == PeerKey.NONE && cells.compareAndSet(entry, PeerKey.NONE, BUSY)) {
        return entry;
      }
      if (oldest < 0 || cells.get(entry + ACCEPTED_NANOS) < cells.get(oldest + ACCEPTED_NANOS)) {
        oldest = entry;
      }
    }
    long found = cells.get(oldest);
    if (found != PeerKey.NONE && found != BUSY && cells.compareAndSet(oldest, found, BUSY)) {
      entries.getAndDecrement();
      return oldest;
    }
    return -1;
  }

  private static int entryOf(long key, int way) {
    return (((int) (key >>> 16) & (ENTRIES - 1)) ^ way) * CELLS;
  }
}
