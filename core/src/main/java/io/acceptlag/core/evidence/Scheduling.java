package io.acceptlag.core.evidence;

import io.acceptlag.core.text.FigureText;

/** How the kernel treated a thread from one sample to the next, wherever the thread was. */
public final class Scheduling {
  static final Scheduling UNKNOWN = new Scheduling(0, 0, 0, 0);

  /** The share of a CPU that is hardly any. */
  private static final double HARDLY_ANY = 0.25;

  /** Any thread may have to wait for its turn for less. */
  private static final long NANOS_MIN = 200_000_000;

  private final int ready;
  private final int asleep;
  private final long nanos;
  private final long cpuNanos;

  /**
   * @param ready how many samples found it running, or waiting for a CPU
   * @param asleep how many found that it waits for something else
   * @param nanos the time between samples for which it is known for how long it ran
   * @param cpuNanos for how long it ran in that time
   */
  Scheduling(int ready, int asleep, long nanos, long cpuNanos) {
    this.ready = ready;
    this.asleep = asleep;
    this.nanos = nanos;
    this.cpuNanos = cpuNanos;
  }

  int ready() {
    return ready;
  }

  int asleep() {
    return asleep;
  }

  long nanos() {
    return nanos;
  }

  long cpuNanos() {
    return cpuNanos;
  }

  /** Whether it wanted to run, again and again, and hardly could. */
  boolean lacksCpu() {
    return ready >= 2 && ready > asleep && nanos >= NANOS_MIN && isHardlyAny(cpuNanos, nanos);
  }

  /** Whether a thread that had a CPU for so long of that time hardly ran. */
  public static boolean isHardlyAny(long cpuNanos, long nanos) {
    return cpuNanos < HARDLY_ANY * nanos;
  }

  /** Whether it waited for something else than a CPU, as far as is known. */
  boolean sleeps() {
    return asleep >= 2 && asleep > ready;
  }

  /** {@code could run in 3 of 3 samples and had a CPU for 15 % of 0.4 s}. */
  String words() {
    return "could run in "
        + ready
        + " of "
        + (ready + asleep)
        + " samples and had a CPU for "
        + Math.round(100.0 * cpuNanos / nanos)
        + " % of "
        + FigureText.within(nanos);
  }
}
