package io.acceptlag.core.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.FirstBurst;
import org.junit.jupiter.api.Test;

/** Scripted polls, one every 100 ms, of a queue with room for 51. */
class BurstTallyTest {
  private static final long POLL_NANOS = 100_000_000;

  private final BurstTally tally = new BurstTally();
  private final Observation seen = new Observation();
  private long nowNanos = -1_000_000_000; // nanoTime may be negative, and pass zero

  @Test
  void nothingIsKnownOfAQueueThatHasRoom() {
    for (int i = 0; i < 20; i++) {
      poll(100L * i, 7, 0, 0);
      assertFalse(tally.burst().known());
      assertTrue(tally.burst().settled());
    }
  }

  @Test
  void allThatCameAreThoseTakenWaitingAndRefused() {
    poll(10, 0, 0, 0);
    poll(10, 0, 0, 0);
    poll(61, 20, 529, 529);
    assertBurst(600, true, 200, false);
  }

  @Test
  void thoseOfThePollBeforeBelongToIt() {
    poll(10, 0, 0, 0);
    poll(40, 0, 0, 0);
    poll(61, 20, 529, 529);
    assertBurst(600, true, 200, false);
  }

  @Test
  void nothingOfItWasThereWhileTheListenerWasIdle() {
    poll(10, 0, 0, 0);
    nowNanos += 50 * POLL_NANOS;
    tally.idle(nowNanos, 10);
    poll(61, 20, 529, 529);
    assertBurst(600, true, 100, false);
  }

  /** The queue held what it has room for, and those refused had no place, whatever is usual. */
  @Test
  void whatAlwaysComesNeedsNoPlaceInTheQueue() {
    poll(10, 0, 0, 0);
    poll(10, 0, 0, 0);
    poll(61, 20, 529, 529);
    assertEquals(600, tally.burst().largest(51));
    tally.amidst(400);
    assertEquals(600, tally.burst().came());
    assertEquals(80, tally.burst().steady());
    assertEquals(580, tally.burst().largest(51), "529 refused, and 51 in the queue");
    assertEquals(520, tally.burst().beyondSteady());
    assertEquals(540, tally.burst().largest(11));
    tally.forget();
    poll(61, 0, 0, 0);
    poll(61, 20, 70, 70);
    assertEquals(90, tally.burst().came());
    assertEquals(520, tally.burst().largest(51), "that of the one before");
  }

  /** The last ones may find room again. */
  @Test
  void whatComesRightAfterTheLastRefusalBelongsToIt() {
    poll(0, 0, 0, 0);
    poll(51, 0, 443, 443);
    poll(157, 0, 0, 0);
    assertEquals(600, tally.burst().came());
    poll(200, 0, 0, 0);
    assertEquals(600, tally.burst().came(), "the next ones are no burst");
  }

  /** Those refused by the first one come again, and are fewer; the advice must not become less. */
  @Test
  void theLargestBurstIsRemembered() {
    poll(0, 0, 0, 0);
    poll(51, 0, 549, 549);
    assertEquals(600, tally.burst().largest(51));
    tally.forget();
    for (int i = 0; i < 12; i++) {
      poll(51, 0, 0, 0);
    }
    poll(102, 0, 249, 249);
    assertEquals(300, tally.burst().came());
    assertEquals(600, tally.burst().largest(51));
  }

  /** A client's SYN comes again after a second, and is counted again. */
  @Test
  void whoComesAgainIsNotCountedTwice() {
    poll(0, 0, 0, 0);
    poll(51, 0, 549, 549);
    for (int i = 2; i <= 9; i++) {
      poll(51, 0, 0, 0);
      assertFalse(tally.burst().settled());
    }
    poll(51, 0, 0, 0);
    poll(102, 0, 498, 498);
    assertBurst(600, true, 100, true);
  }

  @Test
  void aBurstThatLastsIsCountedForASecond() {
    poll(0, 0, 0, 0);
    for (int i = 1; i <= 30; i++) {
      poll(10L * i, 51, 100, 100);
    }
    assertBurst(10 * 10 + 51 + 10 * 100, true, 1000, true);
  }

  /** The counters of the namespace are read before the listener's. */
  @Test
  void whatIsCountedBetweenTwoReadingsIsNotLost() {
    poll(0, 0, 0, 0);
    poll(51, 0, 549, 500);
    assertEquals(551, tally.burst().came());
    assertFalse(tally.burst().exact());
    poll(51, 0, 0, 49);
    assertBurst(600, true, 200, false);
  }

  /** Of a completing segment the listener's drops count two. */
  @Test
  void segmentsMayBeOfTheSameClient() {
    poll(0, 0, 0, 0);
    poll(51, 0, 700, 649);
    assertBurst(700, false, 100, false);
  }

  /** 300 cookies were sent, and 300 ms later their clients speak, and speak again. */
  @Test
  void aCookieThatComesBackTwiceIsOneClient() {
    poll(0, 0, 0, 0);
    poll(0, 0, 0, 0);
    seen.cookiesSentBefore = 1_000;
    seen.cookiesSent = 1_300;
    cookies(300);
    poll(51, 0, 249, 249);
    assertBurst(300, false, 200, false);
    cookies(500);
    poll(51, 0, 500, 500);
    assertBurst(51 + 249 + 500 - 500, false, 300, false);
  }

  @Test
  void nothingIsKnownWhereAPollComesTooLate() {
    poll(0, 0, 0, 0);
    nowNanos += 1_500_000_000;
    poll(51, 0, 1_000, 1_000);
    assertFalse(tally.burst().known());
    assertTrue(tally.burst().settled());
  }

  /** How many came after the last poll that saw it is not known. */
  @Test
  void aBurstWhoseEndNoPollSawIsNotCounted() {
    poll(0, 0, 0, 0);
    poll(51, 0, 398, 398);
    assertBurst(449, true, 100, false);
    nowNanos += 1_000_000_000;
    poll(200, 0, 0, 0);
    assertFalse(tally.burst().known());
    assertTrue(tally.burst().settled());
  }

  @Test
  void aBurstThatWasSeenToEndIsCountedDespiteALatePoll() {
    poll(0, 0, 0, 0);
    poll(51, 0, 398, 398);
    poll(51, 0, 0, 0);
    nowNanos += 1_000_000_000;
    poll(200, 0, 0, 0);
    assertBurst(449, true, 100, true);
  }

  /** 600 came before the first poll; those who were refused come again. */
  @Test
  void whatComesAfterRefusalsThatNobodySawIsNotCounted() {
    tally.foundRefusing(nowNanos);
    poll(0, 0, 0, 0);
    poll(102, 0, 396, 396);
    for (int i = 0; i < 12; i++) {
      poll(102, 0, 0, 0);
    }
    assertFalse(tally.burst().known());
    assertTrue(tally.burst().settled());
    tally.forget();
    nowNanos += 68_000_000_000L;
    poll(102, 0, 0, 0);
    poll(102, 0, 0, 0);
    poll(153, 0, 549, 549);
    assertBurst(600, true, 200, false);
    assertEquals(600, tally.burst().largest(51));
  }

  @Test
  void theNextTroubleHasAnotherBurst() {
    poll(0, 0, 0, 0);
    poll(51, 0, 549, 549);
    tally.forget();
    assertFalse(tally.burst().known());
    poll(51, 0, 0, 0);
    poll(51, 51, 7, 7);
    assertEquals(58, tally.burst().came());
  }

  @Test
  void aQueueThatFillsAgainAtOnceIsKeptFull() {
    seen.limit = 50;
    poll(0, 0, 0, 0);
    for (int i = 1; i <= 12; i++) {
      poll(20L * i, 51, 20, 20);
      assertEquals(tally.burst().settled(), tally.burst().keptFull());
    }
    assertTrue(tally.burst().keptFull());
    poll(260, 25, 0, 0);
    assertTrue(tally.burst().keptFull(), "that is no part of its beginning");
    tally.forget();
    for (int i = 1; i <= 12; i++) {
      poll(300 + 20L * i, i == 7 ? 25 : 51, 20, 20);
    }
    assertFalse(tally.burst().keptFull(), "it was half empty in between");
  }

  @Test
  void whereFewPollsSawItItNeedNotBeKeptFull() {
    seen.limit = 50;
    poll(0, 0, 0, 0);
    poll(20, 51, 20, 20);
    nowNanos += 7 * POLL_NANOS;
    poll(240, 51, 20, 20);
    nowNanos += 7 * POLL_NANOS;
    poll(480, 51, 20, 20);
    assertTrue(tally.burst().settled());
    assertFalse(tally.burst().keptFull());
  }

  private void assertBurst(long came, boolean exact, long millis, boolean settled) {
    FirstBurst burst = tally.burst();
    assertEquals(came, burst.came());
    assertEquals(exact, burst.exact());
    assertEquals(millis * 1_000_000, burst.nanos());
    assertEquals(settled, burst.settled());
  }

  private void cookies(long cameBack) {
    seen.cookies = cameBack;
  }

  private void poll(long accepted, int length, long drops, long overflows) {
    nowNanos += POLL_NANOS;
    seen.nowNanos = nowNanos;
    seen.accepted = accepted;
    seen.length = length;
    seen.drops = drops;
    seen.overflows = overflows;
    tally.add(seen, nowNanos + 1_000_000);
    seen.cookies = 0;
  }
}
