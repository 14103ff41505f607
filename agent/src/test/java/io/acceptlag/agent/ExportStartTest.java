package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExportStartTest {
  private static final long SECOND = 1_000_000_000L;

  private boolean listens;
  private boolean accepts;
  private boolean connects;
  private boolean awaited;
  private boolean securityReady = true;
  private boolean jdkReady = true;

  private final ExportStart start =
      new ExportStart(
          () -> listens,
          () -> accepts,
          () -> connects,
          () -> awaited,
          () -> securityReady,
          () -> jdkReady,
          SECOND);

  @Test
  void itIsNeverTimeWhereThereIsNothing() {
    assertFalse(start.isNow(SECOND));
    assertFalse(start.isNow(1000 * SECOND));
  }

  @Test
  void theFirstAcceptIsTheMomentUntilItHasStarted() {
    listens = true;
    assertFalse(start.isNow(2 * SECOND));
    accepts = true;
    assertTrue(start.isNow(3 * SECOND));
    // Where no thread could be had for it, it is tried again.
    assertTrue(start.isNow(4 * SECOND));
    start.hasStarted();
    assertFalse(start.isNow(5 * SECOND));
  }

  @Test
  void somethingToReportIsTheMoment() {
    awaited = true;
    assertTrue(start.isNow(2 * SECOND));
  }

  @Test
  void aListenerThatNobodyConnectsToIsExportedAfterAMinute() {
    listens = true;
    assertFalse(start.isNow(5 * SECOND));
    assertFalse(start.isNow(64 * SECOND));
    assertTrue(start.isNow(65 * SECOND));
  }

  @Test
  void aProgramThatOnlyConnectsHasTimeToSettle() {
    connects = true;
    assertFalse(start.isNow(10 * SECOND));
    assertTrue(start.isNow(11 * SECOND));
  }

  @Test
  void securityIsTheApplicationsToSetUp() {
    securityReady = false;
    accepts = true;
    assertFalse(start.isNow(2 * SECOND));
    assertFalse(start.isNow(61 * SECOND));
    securityReady = true;
    assertTrue(start.isNow(61 * SECOND));
  }

  @Test
  void securityIsWaitedForAMinuteAtMost() {
    securityReady = false;
    accepts = true;
    assertFalse(start.isNow(2 * SECOND));
    assertTrue(start.isNow(62 * SECOND));
  }

  @Test
  void withoutAnySystemPropertyItWaitsAndSaysSo() {
    jdkReady = false;
    accepts = true;
    assertFalse(start.isNow(2 * SECOND));
    assertFalse(start.isHeldUp(3 * SECOND));
    assertFalse(start.isNow(62 * SECOND));
    assertTrue(start.isHeldUp(62 * SECOND));
    jdkReady = true;
    assertFalse(start.isHeldUp(63 * SECOND));
    assertTrue(start.isNow(63 * SECOND));
    start.hasStarted();
    jdkReady = false;
    assertFalse(start.isHeldUp(200 * SECOND));
  }
}
