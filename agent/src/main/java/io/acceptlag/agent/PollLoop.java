package io.acceptlag.agent;

import io.acceptlag.core.evidence.HostHistory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls until it is ended, even if a poll fails, and measures how late each one is. A poll is a
 * method of its own. Otherwise the JVM would interpret it for hours, because it compiles an endless
 * loop only after 60,000 rounds.
 */
final class PollLoop {
  /** One poll. */
  interface Poll {
    /**
     * @param nowNanos System.nanoTime, read just before
     * @param lateNanos by how much it is late
     */
    void poll(long nowNanos, long lateNanos);
  }

  private static final long SETTLE_NANOS = 2_000_000;
  private static final long APART_MAX_NANOS = 50_000_000;

  private final long pollNanos;
  private final LongSupplier clock;
  private final LongConsumer sleep;
  private final LongConsumer before;
  private final Poll listeners;
  private final Consumer<Throwable> failures;
  private long dueNanos;
  private volatile boolean ended;

  /** Counted down by the end of the first poll that begins once this is set. */
  private volatile @Nullable CountDownLatch awaited;

  /**
   * @param clock System.nanoTime
   * @param sleep takes the time to sleep, in nanoseconds
   * @param before what is polled first; the time that it takes counts as lateness if it is long
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

  /** Ends it after the current poll. */
  void end() {
    ended = true;
  }

  /**
   * Has another thread wait for one more poll, which sees all that it has done so far.
   *
   * @param wake ends the sleep before it
   * @param boundMillis that it waits at most
   * @return whether there was one
   */
  boolean awaitPoll(Runnable wake, long boundMillis) {
    CountDownLatch done = new CountDownLatch(1);
    awaited = done;
    wake.run();
    try {
      return done.await(boundMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void pollAndSleep() {
    CountDownLatch done = awaited;
    if (done != null && done.getCount() > 0) {
      keepApart();
    }
    try {
      poll();
    } catch (Throwable e) {
      failures.accept(e);
    }
    if (done != null) {
      done.countDown();
    }
    // Whoever asks during a poll may have woken this thread then.
    if (awaited == done) {
      sleep.accept(pollNanos);
    }
  }

  /** What must be found by two polls in a row must not be that of a single moment. */
  private void keepApart() {
    long apartNanos = Math.min(pollNanos / 2, APART_MAX_NANOS);
    long earliestNanos = dueNanos - pollNanos + apartNanos;
    for (long left = earliestNanos - clock.getAsLong();
        left > 0 && !ended;
        left = earliestNanos - clock.getAsLong()) {
      sleep.accept(left);
    }
  }

  private void poll() {
    long beginNanos = clock.getAsLong();
    long lateNanos = Math.max(0, beginNanos - dueNanos);
    if (lateNanos >= HostHistory.LATE_MIN_NANOS) {
      // The JVM counts a safepoint only after this thread has continued.
      sleep.accept(SETTLE_NANOS);
    }
    pollBefore();
    long nowNanos = clock.getAsLong();
    if (nowNanos - beginNanos >= HostHistory.LATE_MIN_NANOS) {
      // The process may have been stopped meanwhile. Whoever is told subtracts our own work.
      lateNanos += nowNanos - beginNanos;
    }
    // Set first, or the poll after a failed one would seem to be late.
    dueNanos = nowNanos + pollNanos;
    listeners.poll(nowNanos, lateNanos);
  }

  /** If this fails, the listeners are polled all the same. */
  private void pollBefore() {
    try {
      before.accept(clock.getAsLong());
    } catch (Throwable e) {
      failures.accept(e);
    }
  }
}
