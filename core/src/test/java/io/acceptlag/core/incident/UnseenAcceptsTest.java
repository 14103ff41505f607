package io.acceptlag.core.incident;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnseenAcceptsTest {
  private static final long MILLIS = 1_000_000;

  private final UnseenAccepts unseen = new UnseenAccepts();
  private long nowNanos;

  @Test
  void connectionsThatLeaveUncountedAreProof() {
    assertFalse(poll(0, 3));
    assertFalse(poll(0, 0), "they may be on their way to the hook");
    nowNanos += 900 * MILLIS;
    assertTrue(poll(0, 0));
  }

  @Test
  void theyMayLeaveOneByOne() {
    for (int i = 0; i < 2; i++) {
      assertFalse(poll(0, 1));
      assertFalse(poll(0, 0));
    }
    nowNanos += 1000 * MILLIS;
    assertFalse(poll(0, 0), "two may be on their way");
    poll(0, 1);
    assertTrue(poll(0, 0));
  }

  @Test
  void countedOnesAreNot() {
    poll(0, 300);
    nowNanos += 10_000 * MILLIS;
    assertFalse(poll(300, 0));
    nowNanos += 100_000 * MILLIS;
    assertFalse(poll(300, 0));
  }

  @Test
  void aStuckQueueIsNot() {
    for (int i = 0; i < 100; i++) {
      nowNanos += 1000 * MILLIS;
      assertFalse(poll(0, i));
    }
  }

  @Test
  void aHookThatHasCountedIsGivenAMinute() {
    poll(5, 0);
    poll(5, 9);
    poll(5, 0);
    nowNanos += 59_000 * MILLIS;
    assertFalse(poll(5, 0));
    nowNanos += 1_000 * MILLIS;
    assertTrue(poll(5, 0));
  }

  @Test
  void oneThatWasLateAfterAllClearsIt() {
    poll(5, 0);
    poll(5, 9);
    poll(5, 0);
    nowNanos += 59_000 * MILLIS;
    poll(14, 0);
    nowNanos += 59_000 * MILLIS;
    assertFalse(poll(14, 0));
  }

  @Test
  void anUnknownLengthProvesNothing() {
    poll(0, 9);
    poll(0, -1);
    nowNanos += 10_000 * MILLIS;
    assertFalse(poll(0, -1));
    assertFalse(poll(0, 9));
  }

  private boolean poll(long accepted, int length) {
    nowNanos += 100 * MILLIS;
    return unseen.observe(nowNanos, accepted, length);
  }
}
