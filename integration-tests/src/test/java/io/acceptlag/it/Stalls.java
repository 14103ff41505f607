package io.acceptlag.it;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * For how long this machine stood still, as far as a thread that only sleeps can tell: its timers
 * fired late. What a virtual machine's host takes shows in no other way within it.
 */
final class Stalls implements AutoCloseable {
  private static final long SLEEP_NANOS = 5_000_000;

  /** Any thread is late by so much. */
  private static final long USUAL_NANOS = 5_000_000;

  private final Thread sleeper = new Thread(this::sleep, "stalls");
  private final AtomicLong stalledNanos = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private volatile boolean over;

  Stalls() {
    sleeper.setDaemon(true);
    sleeper.start();
  }

  private void sleep() {
    long before = System.nanoTime();
    while (!over) {
      LockSupport.parkNanos(SLEEP_NANOS);
      long now = System.nanoTime();
      long lateNanos = now - before - SLEEP_NANOS;
      if (lateNanos > USUAL_NANOS) {
        stalledNanos.addAndGet(lateNanos);
      }
      longestNanos.accumulateAndGet(lateNanos, Math::max);
      before = now;
    }
  }

  /** All told, since this was made; complete once it is closed. */
  long millis() {
    return stalledNanos.get() / 1_000_000;
  }

  /** The longest at a time. */
  long longestMillis() {
    return longestNanos.get() / 1_000_000;
  }

  @Override
  public void close() {
    over = true;
    try {
      // It may have slept through the last one.
      sleeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
