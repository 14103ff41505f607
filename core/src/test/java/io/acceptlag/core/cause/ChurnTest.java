package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Turnover;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChurnTest {
  private static final long TWO_SECONDS = 2_000_000_000;

  private final Evidence.Builder evidence = new Evidence.Builder();

  @BeforeEach
  void overflow() {
    evidence.overflowed = true;
  }

  @Test
  void aQueueThatHasRoom() {
    evidence.overflowed = false;
    evidence.turnover = new Turnover(1_800, 1_750, TWO_SECONDS);
    assertEquals("", advice());
  }

  @Test
  void connectionsThatLiveBriefly() {
    evidence.turnover = new Turnover(1_800, 1_750, TWO_SECONDS);
    assertEquals(
        "Besides, at least 1750 of 1800 accepted within 2.0 s are closed: let clients or proxies keep"
            + " connections.",
        advice());
    evidence.turnover = new Turnover(1_800, 1_800, TWO_SECONDS);
    assertEquals(
        "Besides, all 1800 accepted within 2.0 s are closed: let clients or proxies keep connections.",
        advice());
  }

  /** After a failover all come at once, and nobody has closed any. */
  @Test
  void connectionsThatAreKept() {
    evidence.acceptedPerSecond = 5_000;
    evidence.peakPerSecond = 50_000;
    evidence.openConnections = 500;
    evidence.turnover = new Turnover(500, 0, TWO_SECONDS);
    assertEquals("", advice());
    evidence.turnover = new Turnover(500, 249, TWO_SECONDS);
    assertEquals("", advice());
  }

  @Test
  void fewThatComeNeedNotBeFewer() {
    evidence.turnover = new Turnover(99, 99, TWO_SECONDS);
    assertEquals("", advice());
  }

  @Test
  void whereNobodyHasCountedThem() {
    evidence.usualPerSecond = 900;
    evidence.openConnections = 20;
    assertEquals("", advice());
  }

  private String advice() {
    return Churn.advice(evidence.build());
  }
}
