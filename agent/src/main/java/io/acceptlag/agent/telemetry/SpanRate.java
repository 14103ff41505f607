package io.acceptlag.agent.telemetry;

/** Admits a number of spans a second, and at most a second's worth at once. */
final class SpanRate {
  private final double perSecond;
  private final double capacity;
  private double credit;
  private long lastNanos;

  SpanRate(double perSecond, long nowNanos) {
    this.perSecond = perSecond;
    // With a rate below 1, there must be room for one span, or none would ever be admitted.
    capacity = perSecond > 0 ? Math.max(1, perSecond) : 0;
    credit = capacity;
    lastNanos = nowNanos;
  }

  boolean admits(long nowNanos) {
    // Several acceptors report out of order; a time before the last one earns nothing.
    long elapsedNanos = nowNanos - lastNanos;
    if (elapsedNanos > 0) {
      credit = Math.min(capacity, credit + elapsedNanos * perSecond / 1e9);
      lastNanos = nowNanos;
    }
    if (credit < 1) {
      return false;
    }
    credit--;
    return true;
  }
}
