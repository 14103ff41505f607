package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final long POLL_NANOS = 100_000_000;

  private final Traffic traffic = new Traffic();
  private long nowNanos;

  @Test
  void whoIsRefusedHasComeAsWell() {
    add(0, 0, 0, true);
    add(10, 51, 90, false);
    assertEquals(1_510, traffic.peakPerSecond(0), 0.001);
  }

  @Test
  void takesTheRateOfThePollsInBetween() {
    add(0, 0, 0, true);
    add(20, 0, 0, true);
    add(50, 0, 0, true);
    add(50, 0, 0, true);
    assertEquals(250, traffic.acceptedPerSecond(POLL_NANOS, 3 * POLL_NANOS), 0.001);
    assertEquals(500.0 / 3, traffic.acceptedPerSecond(POLL_NANOS, nowNanos), 0.001);
    assertEquals(0, traffic.acceptedPerSecond(3 * POLL_NANOS, nowNanos), 0.001);
  }

  @Test
  void whatIsUsualIsKnownAfterTwoSecondsOfCalm() {
    add(0, 0, 0, true);
    for (int i = 1; i <= 19; i++) {
      add(4L * i, 0, 0, true);
    }
    assertEquals(-1, traffic.usualPerSecond());
    add(80, 0, 0, true);
    assertEquals(40, traffic.usualPerSecond(), 0.001);
    add(80, 400, 900, false);
    assertEquals(40, traffic.usualPerSecond(), 0.001);
  }

  /** What was accepted and refused so far. */
  private void add(long accepted, int length, long refused, boolean calm) {
    nowNanos += POLL_NANOS;
    traffic.add(nowNanos, accepted, length, refused, calm);
  }
}
