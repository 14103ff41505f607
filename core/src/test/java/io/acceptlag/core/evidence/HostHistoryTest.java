package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HostHistoryTest {
  private static final long MILLIS = 1_000_000;

  private final HostHistory history = new HostHistory();
  private final HostReading reading = new HostReading();
  private long nowNanos;

  @Test
  void aLatePollMeansAStandstill() {
    poll(0, 0);
    assertEquals(0, history.standstillNanos());
    poll(1_500, 0);
    assertEquals(1_500 * MILLIS, history.standstillNanos());
    poll(0, 0);
    assertEquals(0, history.standstillNanos());
  }

  @Test
  void butNotForAsLongAsItWaitedForACpu() {
    poll(0, 0);
    poll(1_500, 1_400);
    assertEquals(100 * MILLIS, history.standstillNanos());
    poll(1_500, 1_600);
    assertEquals(0, history.standstillNanos());
  }

  @Test
  void norWhileItWorked() {
    poll(0, 0);
    reading.runNanos += 1_200 * MILLIS;
    poll(1_500, 0);
    assertEquals(300 * MILLIS, history.standstillNanos());
  }

  @Test
  void whereTheKernelKeepsNoDelaysALatePollIsAStandstill() {
    reading.runNanos = HostReading.UNKNOWN;
    reading.runDelayNanos = HostReading.UNKNOWN;
    history.add(100 * MILLIS, 0, reading);
    history.add(1_700 * MILLIS, 1_500 * MILLIS, reading);
    assertEquals(1_500 * MILLIS, history.standstillNanos());
  }

  private void poll(long lateMillis, long delayedMillis) {
    nowNanos += (100 + lateMillis) * MILLIS;
    reading.runNanos = Math.max(1, reading.runNanos);
    reading.runDelayNanos = Math.max(0, reading.runDelayNanos) + delayedMillis * MILLIS;
    history.add(nowNanos, lateMillis * MILLIS, reading);
  }
}
