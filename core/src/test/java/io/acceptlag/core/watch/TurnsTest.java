package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final int LISTENERS = 4;

  private final Turns turns = new Turns();
  private final int[] samples = new int[LISTENERS];

  @Test
  void eachIsSampledAtOnceAndThenOneInAPoll() {
    for (int i = 0; i < 3; i++) {
      assertEquals(LISTENERS, poll());
    }
    for (int i = 0; i < 2 * LISTENERS; i++) {
      assertEquals(1, poll());
    }
    assertEquals(5, samples[0]);
  }

  @Test
  void whoHasLongBeenStuckIsSampledSeldom() {
    for (int i = 0; i < 200; i++) {
      poll();
    }
    int before = samples[1];
    for (int i = 0; i < 5 * LISTENERS; i++) {
      poll();
    }
    assertEquals(1, samples[1] - before);
  }

  @Test
  void eightWalksAPoll() {
    for (int poll = 0; poll < 3; poll++) {
      turns.nextPoll();
      int walks = 0;
      for (int listener = 0; listener < 32; listener++) {
        walks += turns.takeWalk() ? 1 : 0;
      }
      assertEquals(8, walks);
    }
  }

  /** How many were sampled. */
  private int poll() {
    int sampled = 0;
    turns.nextPoll();
    for (int listener = 0; listener < LISTENERS; listener++) {
      if (turns.take(listener, samples[listener])) {
        samples[listener]++;
        sampled++;
      }
    }
    return sampled;
  }
}
