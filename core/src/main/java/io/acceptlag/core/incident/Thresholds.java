package io.acceptlag.core.incident;

/** When a listener counts as in trouble, and how often to report it. Times in nanoseconds. */
public final class Thresholds {
  volatile long warnWaitNanos;
  volatile double warnQueueShare;
  final long repeatNanos;

  /**
   * @param warnWaitNanos an accept wait, or the age of the oldest waiting connection
   * @param warnQueueShare queue length / limit, above 0
   * @param repeatNanos until an open incident is reported again; doubles each time
   */
  public Thresholds(long warnWaitNanos, double warnQueueShare, long repeatNanos) {
    this.warnWaitNanos = warnWaitNanos;
    this.warnQueueShare = warnQueueShare;
    this.repeatNanos = repeatNanos;
  }

  public long warnWaitNanos() {
    return warnWaitNanos;
  }

  public long repeatNanos() {
    return repeatNanos;
  }

  /** May be called by any thread, at any time. */
  public void change(long warnWaitNanos, double warnQueueShare) {
    this.warnWaitNanos = warnWaitNanos;
    this.warnQueueShare = warnQueueShare;
  }
}
