package io.acceptlag.core.unserved;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.unserved.UnservedCount.Counter;
import org.junit.jupiter.api.Test;

class UnservedCountTest {
  private static final long WARN = 2_000;
  private static final long KEPT = 5_000;

  private final Counter counter = new Counter(WARN, KEPT);

  @Test
  void unservedIsWhatHasDataThatNobodyHasReadAndNothingWasSentTo() {
    counter.add(false, 10, 10, WARN, false, false);
    counter.add(true, 11, 11, WARN, false, false);
    assertCounted(2, 1, 0, 0);
  }

  @Test
  void unservedForTooShortOrAnsweredIsNot() {
    counter.add(false, 10, 10, WARN - 1, false, false);
    counter.add(false, 10, 10, WARN, true, true);
    assertCounted(0, 0, 0, 0);
  }

  @Test
  void keptIsWhatWasReadBefore() {
    counter.add(false, 20, 10, KEPT, true, false);
    counter.add(true, 21, 11, KEPT, true, false);
    counter.add(false, 20, 10, KEPT - 1, true, false);
    assertCounted(0, 0, 2, 0);
  }

  @Test
  void unansweredIsWhatWasReadAndHasGotNothingSince() {
    counter.add(false, 10, 0, KEPT, false, false);
    counter.add(false, 10, 0, KEPT, true, false);
    assertCounted(0, 0, 0, 2);
  }

  @Test
  void neitherIsOneThatNeverSpokeOrIsAnsweredOrClosing() {
    counter.add(false, 0, 0, KEPT, false, false);
    counter.add(false, 10, 0, KEPT, true, true);
    counter.add(true, 11, 0, KEPT, true, false);
    // Its FIN is all that there is to read.
    counter.add(true, 1, 1, KEPT, false, false);
    counter.add(true, 11, 1, KEPT, false, false);
    counter.add(false, 10, 0, KEPT - 1, true, false);
    assertCounted(0, 0, 0, 0);
  }

  private void assertCounted(long unserved, long left, long kept, long unanswered) {
    UnservedCount count = counter.result(true, false, 42);
    assertEquals(unserved, count.unserved(), "unserved");
    assertEquals(left, count.left(), "left");
    assertEquals(kept, count.kept(), "kept");
    assertEquals(unanswered, count.unanswered(), "unanswered");
    assertEquals(42, count.costNanos());
  }
}
