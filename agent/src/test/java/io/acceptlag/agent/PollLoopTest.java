package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollLoopTest {
  private static final long POLL_NANOS = 100_000_000;
  private static final long BOUND_MILLIS = 20_000;

  /** More than the 20 ms from which lateness is looked into. */
  private static final long LATE_NANOS = 300_000_000;

  private final List<String> calls = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private long nowNanos = 1_000;
  private long beforeTakesNanos;
  private RuntimeException beforeThrows;
  private Runnable duringPoll = () -> {};
  private Error pollThrows;

  private final PollLoop loop =
      new PollLoop(
          POLL_NANOS, () -> nowNanos, this::sleep, this::before, this::poll, failures::add);

  @Test
  void aPollThatIsDueIsNotLate() {
    loop.pollAndSleep();
    loop.pollAndSleep();

    assertEquals(
        List.of(
            "before",
            "poll at 1000, late 0",
            "sleep 100",
            "before",
            "poll at 100001000, late 0",
            "sleep 100"),
        calls);
  }

  @Test
  void whoeverAwaitsAPollGoesOnEvenIfItFails() {
    pollThrows = new OutOfMemoryError();

    assertTrue(loop.awaitPoll(loop::pollAndSleep, BOUND_MILLIS));

    assertEquals(List.of("before", "poll at 1000, late 0", "sleep 100"), calls);
    assertEquals(1, failures.size());
  }

  /** That poll may be past what it is to see; so the next one follows without a sleep. */
  @Test
  void aPollThatHasBegunBeforeDoesNotCount() {
    duringPoll = () -> assertFalse(loop.awaitPoll(() -> {}, 1));

    loop.pollAndSleep();

    assertEquals(List.of("before", "poll at 1000, late 0"), calls);
    assertEquals(List.of(), failures);
  }

  @Test
  void anAwaitedPollKeepsItsDistanceFromTheLast() {
    loop.pollAndSleep();
    nowNanos = 10_001_000;
    calls.clear();

    loop.awaitPoll(loop::pollAndSleep, BOUND_MILLIS);

    assertEquals(List.of("sleep 40", "before", "poll at 50001000, late 0", "sleep 100"), calls);
  }

  /** Or whoever ends the JVM would wait in vain. */
  @Test
  void anAwaitedPollComesSoonHoweverSeldomOthersAre() {
    PollLoop seldom =
        new PollLoop(
            100 * POLL_NANOS, () -> nowNanos, this::sleep, this::before, this::poll, failures::add);
    seldom.pollAndSleep();
    nowNanos = 10_001_000;
    calls.clear();

    seldom.awaitPoll(seldom::pollAndSleep, BOUND_MILLIS);

    assertEquals("sleep 40", calls.get(0));
  }

  /** The JVM counts what has kept us a moment later. */
  @Test
  void aPollThatIsLateGivesTheJvmAMoment() {
    loop.pollAndSleep();
    calls.clear();
    nowNanos += LATE_NANOS;

    loop.pollAndSleep();

    assertEquals(
        List.of("sleep 2", "before", "poll at 402001000, late 300000000", "sleep 100"), calls);
  }

  @Test
  void whatComesBeforeMayTakeItsTime() {
    beforeTakesNanos = 40_000_000;

    loop.pollAndSleep();
    loop.pollAndSleep();

    assertEquals(
        2, calls.stream().filter(call -> call.endsWith("late 0")).count(), calls::toString);
  }

  @Test
  void aStopOfTheProcessMeanwhileCounts() {
    beforeTakesNanos = LATE_NANOS;

    loop.pollAndSleep();

    assertEquals(List.of("before", "poll at 300001000, late 300000000", "sleep 100"), calls);
  }

  @Test
  void whatBefallsItIsNotTheListeners() {
    beforeThrows = new IllegalStateException();

    loop.pollAndSleep();

    assertSame(beforeThrows, failures.get(0));
    assertEquals(List.of("before", "poll at 1000, late 0", "sleep 100"), calls);
  }

  /** An Error too: whoever fills the heap may let go of it. */
  @Test
  void aPollThatFailsIsNotTheLast() {
    pollThrows = new OutOfMemoryError();
    loop.pollAndSleep();
    pollThrows = null;
    loop.pollAndSleep();

    assertEquals(1, failures.size());
    assertEquals("poll at 100001000, late 0", calls.get(4));
  }

  private void sleep(long nanos) {
    calls.add("sleep " + nanos / 1_000_000);
    nowNanos += nanos;
  }

  private void before(long atNanos) {
    calls.add("before");
    assertEquals(nowNanos, atNanos);
    nowNanos += beforeTakesNanos;
    if (beforeThrows != null) {
      throw beforeThrows;
    }
  }

  private void poll(long atNanos, long lateNanos) {
    calls.add("poll at " + atNanos + ", late " + lateNanos);
    duringPoll.run();
    if (pollThrows != null) {
      throw pollThrows;
    }
  }
}
