package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.AsyncAccept.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FirstBurst;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import org.junit.jupiter.api.Test;

/** More clients at once than the queue holds, while the process gets its CPU by bits. */
class BurstOnABusyHostTest {
  private static final long MILLIS = 1_000_000;

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final AcceptorTally tally = new AcceptorTally();
  private long nowNanos;

  BurstOnABusyHostTest() {
    evidence.everAccepted = true;
    evidence.overflowed = true;
    evidence.limit = 50;
    evidence.length = 0;
    evidence.troubleNanos = 200 * MILLIS;
    evidence.acceptedPerSecond = 500;
    evidence.acceptedLatelyPerSecond = 150;
    evidence.burst = new FirstBurst(600, true, 110 * MILLIS, true);
  }

  @Test
  void aPauseInWhichFewWouldHaveComeIsNotTheCause() {
    host(0, 120, 0, 0);
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
  }

  @Test
  void aPauseInWhichAsManyUsuallyComeIsTheCause() {
    evidence.usualPerSecond = 5_100;
    host(0, 120, 0, 0);
    assertEquals(CauseId.STOP_THE_WORLD, judge().cause());
    assertFalse(judge().advice().contains("backlog does not help"), judge().advice());
  }

  @Test
  void aLongPauseIsTheCause() {
    host(0, 600, 0, 0);
    assertEquals(CauseId.STOP_THE_WORLD, judge().cause());
  }

  @Test
  void aProcessThatWasStoppedForLongIsTheCause() {
    host(700, 0, 0, 0);
    assertEquals(CauseId.PROCESS_STOPPED, judge().cause());
  }

  @Test
  void waitsForCpusDoNotRefuseAnybodyInAMoment() {
    host(180, 0, 180, 0);
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
    host(0, 0, 0, 2);
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
  }

  @Test
  void waitsForCpusAreTheCauseWhereNobodyWasRefused() {
    evidence.overflowed = false;
    evidence.burst = FirstBurst.UNKNOWN;
    host(180, 0, 180, 0);
    assertEquals(CauseId.CPU_STARVATION, judge().cause());
  }

  @Test
  void anAcceptorThatCouldRunIsNotBlamedForLackOfCpu() {
    host(0, 0, 150, 0);
    evidence.acceptedLatelyPerSecond = 5;
    found(Thread.State.RUNNABLE, 2);
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
    found(Thread.State.RUNNABLE, 2);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, judge().cause());
  }

  /** Any thread of its group takes the next one; the last that did waits for work. */
  @Test
  void aThreadOfAGroupThatIsBackInItsPoolKeepsNobodyFromAccepting() {
    StackTraceElement[] stack = {
      new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", -2),
      new StackTraceElement("java.util.concurrent.ThreadPoolExecutor", "getTask", null, 1),
      new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1),
    };
    for (int i = 0; i < 3; i++) {
      tally.add(
          nowNanos += 100 * MILLIS,
          new AcceptorSample("nio2-thread-1", Thread.State.WAITING, stack, null, null, stack));
    }
    evidence.acceptor = tally.view();
    host(0, 0, 0, 0);
    assertEquals(CauseId.UNKNOWN, judge().cause());
    evidence.asynchronous = true;
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
    // It was still in the handler a moment before it was sampled.
    evidence.asyncAccept = new AsyncAccept(Asked.YES, true);
    assertEquals(CauseId.BACKLOG_TOO_SMALL, judge().cause());
    host(700, 0, 0, 0);
    assertEquals(CauseId.PROCESS_STOPPED, judge().cause());
  }

  @Test
  void oneThatWaitsIsBlockedHoweverBusyTheCpusAre() {
    host(0, 0, 150, 0);
    found(Thread.State.WAITING, 2);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, judge().cause());
  }

  private void found(Thread.State state, int times) {
    for (int i = 0; i < times; i++) {
      nowNanos += 100 * MILLIS;
      tally.add(
          nowNanos,
          new AcceptorSample(
              "acceptor",
              state,
              new StackTraceElement[] {
                new StackTraceElement("com.acme.Shop", "start", "Shop.java", 7)
              },
              null,
              null,
              new StackTraceElement[0]));
    }
  }

  private void host(long lateMillis, long pausedMillis, long runDelayMillis, int throttled) {
    HostReading from = new HostReading();
    from.gcMillis = 0;
    from.safepointMillis = 0;
    from.runDelayNanos = 0;
    from.quotaPeriods = 0;
    from.throttledPeriods = 0;
    HostReading to = new HostReading();
    to.gcMillis = pausedMillis;
    to.safepointMillis = pausedMillis;
    to.runDelayNanos = runDelayMillis * MILLIS;
    to.quotaPeriods = throttled;
    to.throttledPeriods = throttled;
    evidence.host = new HostPeriod(200 * MILLIS, lateMillis * MILLIS, from, to);
  }

  private Diagnosis judge() {
    evidence.acceptor = tally.view();
    return Causes.judge(evidence.build());
  }
}
