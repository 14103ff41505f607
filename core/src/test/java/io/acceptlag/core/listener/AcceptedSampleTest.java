package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which of the connections that come are sampled. */
class AcceptedSampleTest {
  private static final long MILLIS = 1_000_000;

  private final AcceptedSample sample = new AcceptedSample();

  @Test
  void aBurstIsTakenAsFarAsItGoes() {
    offer(40, 0);
    int taken = taken();
    assertEquals(21, taken, 11, "16 intervals, each half to one and a half times the gap");
  }

  /** The sampler comes for the first time in the midst of it, and once more at once. */
  @Test
  void aBurstIsTakenThoughTheSamplerComesInItsMidst() {
    offer(2, 0);
    assertEquals(2, taken());
    sample.allow(62, 0);
    offer(8, MILLIS / 10);
    assertEquals(8, taken());
  }

  @Test
  void whatComesSteadilyIsTakenAtIntervals() {
    sample.allow(32, 10 * MILLIS);
    for (int i = 0; i < 1_000; i++) {
      sample.offer(i, i * MILLIS / 10);
    }
    int taken = taken();
    assertEquals(27, taken, 3, "17 at once, and one in each further 10 ms");
  }

  private void offer(int count, long nowNanos) {
    for (int fd = 0; fd < count; fd++) {
      sample.offer(fd, nowNanos);
    }
  }

  private int taken() {
    int count = 0;
    while (sample.take() >= 0) {
      count++;
    }
    return count;
  }
}
