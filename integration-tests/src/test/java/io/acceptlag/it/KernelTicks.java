package io.acceptlag.it;

import com.sun.jna.Function;

/**
 * When the kernel last counted a tick, by which it tells how old a packet is. A virtual machine
 * whose host is busy gets its ticks late: 8 ms and more were seen where one should come every 4 ms.
 */
final class KernelTicks {
  /** linux/time.h: as CLOCK_MONOTONIC was when the last tick was counted. */
  private static final int CLOCK_MONOTONIC_COARSE = 6;

  private static final Function CLOCK_GETTIME = Function.getFunction("c", "clock_gettime");

  private KernelTicks() {}

  /** The time of the last tick, by System.nanoTime, which is CLOCK_MONOTONIC. */
  static long lastNanos() {
    long[] time = new long[2];
    if (CLOCK_GETTIME.invokeInt(new Object[] {CLOCK_MONOTONIC_COARSE, time}) != 0) {
      throw new IllegalStateException("no CLOCK_MONOTONIC_COARSE");
    }
    return time[0] * 1_000_000_000 + time[1];
  }
}
