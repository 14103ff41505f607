package io.acceptlag.core.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueAgeTest {
  private final QueueAge age = new QueueAge();

  @Test
  void anEmptyQueueHasNoAge() {
    assertEquals(0, age.observe(100, 100, 7, 0, 7));
  }

  @Test
  void nothingAcceptedMeansTheHeadStaysTheSame() {
    assertEquals(0, age.observe(100, 100, 7, 1, 7));
    assertEquals(100, age.observe(200, 200, 7, 5, 7));
    assertEquals(900, age.observe(1000, 1000, 7, 5, 7));
  }

  @Test
  void whatCameWhileTheSamplerHadNoCpuIsNoOlderThanTheReading() {
    assertEquals(0, age.observe(100, 350, 7, 1, 7));
    assertEquals(50, age.observe(400, 400, 7, 1, 7));
  }

  @Test
  void acceptsMoveTheHeadOn() {
    age.observe(100, 100, 0, 2, 0);
    age.observe(200, 200, 0, 5, 0); // numbers 2 to 4 arrived by 200
    assertEquals(400, age.observe(500, 500, 1, 5, 1), "number 1 was there at 100");
    assertEquals(400, age.observe(600, 600, 2, 5, 2), "number 2 was there at 200, not at 100");
    assertEquals(200, age.observe(700, 700, 5, 5, 5), "number 5 was first there at 500");
  }

  @Test
  void whatIsKnownOfTheHeadBeforeTheFirstPollCountsUntilItIsAccepted() {
    age.begin(-5000, 7);
    assertEquals(5100, age.observe(100, 100, 7, 3, 7));
    assertEquals(5200, age.observe(200, 200, 7, 3, 7));
    assertEquals(200, age.observe(300, 300, 8, 2, 8), "the next was there at 100");
  }

  @Test
  void anEmptyPollForgets() {
    age.observe(100, 100, 0, 3, 0);
    age.observe(200, 200, 3, 0, 3);
    assertEquals(0, age.observe(300, 300, 3, 1, 3));
  }

  @Test
  void acceptsThatNobodyCountsMakeItStartAnew() {
    age.observe(100, 100, 0, 50, 0);
    assertEquals(0, age.observe(200, 200, 0, 20, 0), "30 left and none was counted");
  }

  @Test
  void oneAcceptorBetweenKernelAndCountDoesNot() {
    age.observe(100, 100, 0, 5, 0);
    assertEquals(100, age.observe(200, 200, 0, 4, 0));
  }

  /** Against a queue that is known: never older than the truth, never more than a poll younger. */
  @Test
  void isABoundFromBelowAndCloseToTheTruth() {
    Random random = new Random(42);
    ArrayDeque<Long> arrivals = new ArrayDeque<>();
    long accepted = 0;
    long lastPoll = 0;
    int held = 0;
    for (long now = 1; now < 200_000; now++) {
      if (random.nextInt(10) < (held > 0 ? 3 : 2)) {
        arrivals.add(now);
      }
      if (held > 0) {
        held--;
      } else if (random.nextInt(20_000) == 0) {
        held = 3_000;
      } else if (random.nextInt(10) < 4 && arrivals.poll() != null) {
        accepted++;
      }
      if (now % 100 == 0) {
        long bound = age.observe(now, now, accepted, arrivals.size(), accepted);
        long truth = arrivals.isEmpty() ? 0 : now - arrivals.peek();
        assertTrue(bound <= truth, bound + " at " + now + ", in truth " + truth);
        if (arrivals.size() < 50) {
          assertTrue(truth - bound <= now - lastPoll, truth + " seen as " + bound + " at " + now);
        }
        lastPoll = now;
      }
    }
  }

  @Test
  void keepsABoundWhenItHasToForget() {
    long oldest = 0;
    for (int poll = 0; poll < 1000; poll++) {
      oldest = age.observe(poll * 100L, poll * 100L, 0, poll + 1, 0);
    }
    assertEquals(99_900, oldest);
    assertTrue(age.observe(100_000, 100_000, 500, 501, 500) <= 50_000);
  }
}
