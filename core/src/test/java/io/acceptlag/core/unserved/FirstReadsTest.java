package io.acceptlag.core.unserved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FirstReadsTest {
  private final FirstReads reads = new FirstReads();

  @Test
  void aBoundBelongsToItsBucket() {
    assertEquals(9, FirstReads.BUCKETS);
    for (int i = 0; i < FirstReads.BUCKETS - 1; i++) {
      reads.record(FirstReads.upperBoundMillis(i));
    }
    reads.record(FirstReads.upperBoundMillis(7) + 1);
    assertArrayEquals(new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, reads.counts());
    assertEquals(100 + 250 + 500 + 1_000 + 2_000 + 5_000 + 10_000 + 60_001, reads.sumMillis());
    assertEquals(Long.MAX_VALUE, FirstReads.upperBoundMillis(8));
  }

  @Test
  void whatTookLessThanAPollIsInTheLowest() {
    reads.recordUnderOnePoll();
    assertEquals(1, reads.count(0));
    assertEquals(0, reads.sumMillis());
  }
}
