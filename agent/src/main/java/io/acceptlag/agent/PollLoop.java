package io.acceptlag.agent;

import io.acceptlag.core.evidence.HostHistory;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Polls until it is ended, whatever befalls a poll, and knows by how much each comes late. One poll
 * is a method of its own, or the JVM would interpret it for hours: a loop that never ends is
 * compiled after 60,000 rounds.
 */
final class PollLoop {
  /** What there is to do at a time. */
  interface Poll {
    /**
     * @param nowNanos System.nanoTime, read just before
     * @param lateNanos by how much it comes later than it should
     */
    void poll(long nowNanos, long lateNanos);
  }

  private static final long SETTLE_NANOS = 2_000_000;

  private final long pollNanos;
  private final LongSupplier clock;
  private final LongConsumer sleep;
  private final LongConsumer before;
  private final Poll listeners;
  private final Consumer<Throwable> failures;
  private long dueNanos;
  private volatile boolean ended;

  /**
   * @param clock System.nanoTime
   * @param sleep takes for how long, in nanoseconds
   * @param before what is polled first and may take its time, which is no lateness; takes the time
   * @param failures takes what a poll has thrown
   */
  PollLoop(
      long pollNanos,
      LongSupplier clock,
      LongConsumer sleep,
      LongConsumer before,
      Poll listeners,
      Consumer<Throwable> failures) {
    this.pollNanos = pollNanos;
    this.clock = clock;
    this.sleep = sleep;
    this.before = before;
    this.listeners = listeners;
    this.failures = failures;
    dueNanos = clock.getAsLong();
  }

  void run() {
    while (!ended) {
      pollAndSleep();
    }
  }

  /** The poll that goes on is the last. */
  void end() {
    ended = true;
  }

  void pollAndSleep() {
    try {
      poll();
    } catch (Throwable e) {
      failures.accept(e);
    }
    sleep.accept(pollNanos);
  }

  private void poll() {
    long lateNanos = Math.max(0, clock.getAsLong() - dueNanos);
    if (lateNanos >= HostHistory.LATE_MIN_NANOS) {
      // The JVM counts a safepoint only after it has let this thread go on.
      sleep.accept(SETTLE_NANOS);
    }
    pollBefore();
    long nowNanos = clock.getAsLong();
    // First, or the poll after one that fails would seem to be late.
    dueNanos = nowNanos + pollNanos;
    listeners.poll(nowNanos, lateNanos);
  }

  /** What befalls it is not the listeners'. */
  private void pollBefore() {
    try {
      before.accept(clock.getAsLong());
    } catch (Throwable e) {
      failures.accept(e);
    }
  }
}
