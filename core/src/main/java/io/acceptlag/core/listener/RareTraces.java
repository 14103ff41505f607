package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many stacks of binds, or of closes, are taken. Most servers bind once, and then the
 * stack is worth its microseconds; an FTP server binds a port for each file, thousands a second.
 */
final class RareTraces {
  private static final long INTERVAL_NANOS = 100_000_000;

  /** How many are taken at once, for a server with many ports. */
  private static final int AT_ONCE = 100;

  private static final long AHEAD_MAX_NANOS = (AT_ONCE - 1) * INTERVAL_NANOS;

  /** When all stacks taken so far would have been due, at ten a second. */
  private final AtomicLong paidNanos = new AtomicLong(Long.MIN_VALUE / 2);

  boolean take(long nowNanos) {
    while (true) {
      long paid = paidNanos.get();
      long from = paid - nowNanos > 0 ? paid : nowNanos;
      if (from - nowNanos > AHEAD_MAX_NANOS) {
        return false;
      }
      if (paidNanos.compareAndSet(paid, from + INTERVAL_NANOS)) {
        return true;
      }
    }
  }
}
