package io.acceptlag.it;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** How old the kernel's last tick was, and when, as a thread saw that looks each millisecond. */
final class LateTicks implements AutoCloseable {
  private static final long LOOK_NANOS = 1_000_000;

  /** So long after a tick was late its lateness is still seen. */
  private static final long LOOKS_NANOS = 20_000_000;

  private final ConcurrentNavigableMap<Long, Long> agesNanos = new ConcurrentSkipListMap<>();
  private final Thread watcher = new Thread(this::watch, "ticks");
  private volatile boolean over;

  LateTicks() {
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    while (!over) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      agesNanos.put(now, now - KernelTicks.lastNanos());
    }
  }

  /** The highest age about that time. */
  double oldestMillis(long atNanos) {
    long oldestNanos = 0;
    for (long age : agesNanos.subMap(atNanos - LOOKS_NANOS, atNanos + LOOKS_NANOS).values()) {
      oldestNanos = Math.max(oldestNanos, age);
    }
    return oldestNanos / 1e6;
  }

  @Override
  public void close() {
    over = true;
  }
}
