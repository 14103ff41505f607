package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    for (int i = 1; i <= 21; i++) {
      add(4L * i, 0, 0, true);
    }
    assertEquals(-1, traffic.usualPerSecond());
    add(88, 0, 0, true);
    assertEquals(40, traffic.usualPerSecond(), 0.001);
    add(88, 400, 900, false);
    assertEquals(40, traffic.usualPerSecond(), 0.001);
  }

  @Test
  void steadyIsWhatCameAllTheTimeJustBefore() {
    add(0, 0, 0, true);
    for (int i = 1; i <= 4; i++) {
      add(40L * i, 0, 0, true);
      assertEquals(0, traffic.steadyPerSecond(nowNanos), 0.001, "not seen for long enough");
    }
    add(200, 0, 0, true);
    add(240, 0, 0, true);
    assertEquals(400, traffic.steadyPerSecond(nowNanos), 0.001);
    add(700, 0, 0, true);
    assertEquals(400, traffic.steadyPerSecond(nowNanos), 0.001, "begins in the last of two times");
    for (int i = 1; i <= 10; i++) {
      add(700, 0, 0, true);
    }
    add(1_100, 0, 300, false);
    assertEquals(0, traffic.steadyPerSecond(nowNanos), 0.001);
  }

  /** The poll at which nobody was refused yet belongs to the trouble all the same. */
  @Test
  void theBeginningOfTroubleIsNotUsual() {
    add(0, 0, 0, true);
    for (int i = 1; i <= 40; i++) {
      add(0, 0, 0, true);
    }
    add(103, 0, 0, true);
    add(154, 0, 446, false);
    assertEquals(0, traffic.usualPerSecond(), 0.001);
    for (int i = 1; i <= 10; i++) {
      add(154, 0, 446, true);
    }
    assertEquals(0, traffic.usualPerSecond(), 0.001);
  }

  @Test
  void closedAreThoseTakenLatelyThatAreNotOpen() {
    for (int i = 0; i <= 30; i++) {
      add(90L * i, 0, 0, true);
    }
    Turnover turnover = traffic.turnover(nowNanos, 2_700, 60);
    assertEquals(2_000_000_000, turnover.nanos());
    assertEquals(1_800, turnover.accepted());
    assertEquals(1_740, turnover.closed());
    assertEquals(0, traffic.turnover(nowNanos, 2_700, 2_700).closed());
  }

  @Test
  void whatIsClosedIsNotKnownBeforeASecondHasPassed() {
    for (int i = 0; i <= 9; i++) {
      add(90L * i, 0, 0, true);
    }
    assertFalse(traffic.turnover(nowNanos, 810, 0).known());
    add(900, 0, 0, true);
    assertTrue(traffic.turnover(nowNanos, 900, 0).known());
  }

  /** What was accepted and refused so far. */
  private void add(long accepted, int length, long refused, boolean calm) {
    nowNanos += POLL_NANOS;
    traffic.add(nowNanos, accepted, length, refused, calm);
  }
}
