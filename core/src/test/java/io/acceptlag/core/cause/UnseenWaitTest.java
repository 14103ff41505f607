package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.evidence.Workers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An acceptor that waits, and nothing shows for what. */
class UnseenWaitTest {
  private static final String OFF_THE_THREAD = "Take that work off the thread that accepts.";
  private static final String FIND_OUT = "Find out what the acceptor waits for there.";
  private static final String SLEEP = "java.lang.Thread.sleep";
  private static final String PARK = "java.util.concurrent.locks.LockSupport.park";
  private static final String OWN = "com.acme.Shop.awaitSlot";
  private static final StackTraceElement[] NO_STACK = {};

  private final Evidence.Builder evidence = new Evidence.Builder();

  UnseenWaitTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
  }

  /** A limit that is asked again and again is no work that another thread could do. */
  @Test
  void whoSleepsDoesNoWork() {
    for (String method :
        List.of(SLEEP, PARK, "java.util.concurrent.TimeUnit.sleep", "java.lang.Thread.yield")) {
      acceptorIs(Thread.State.TIMED_WAITING, method, OWN);
      assertEquals("accept_thread_blocked", judge().cause().key());
      assertEquals(FIND_OUT, judge().advice(), method);
    }
    // A lock or a limit that the application has made of the JDK's parts.
    acceptorIs(
        Thread.State.WAITING,
        "jdk.internal.misc.Unsafe.park",
        PARK,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquireShared",
        OWN);
    assertEquals(FIND_OUT, judge().advice());
    acceptorIs(Thread.State.RUNNABLE, "java.util.regex.Matcher.find", OWN);
    assertEquals(OFF_THE_THREAD, judge().advice());
  }

  /** The holder of a monitor is not known where either thread is virtual. */
  @Test
  void aLockWithoutAnOwner() {
    acceptorIs(Thread.State.BLOCKED, OWN);
    assertEquals("Do not wait for it on the accepting thread.", judge().advice());
    acceptorIs(Thread.State.BLOCKED, "io.helidon.webserver.ServerListener.listen");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertEquals("Find out what keeps whoever holds that lock.", judge().advice());
  }

  /** Its queue has no end, so the pool never refuses; the application counts busy threads. */
  @Test
  void thePoolForWhichItMaySleep() {
    acceptorIs(Thread.State.TIMED_WAITING, SLEEP, OWN);
    evidence.handOver = handOver(3, 3);
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(
        judge()
            .statement()
            .endsWith(
                " Of the pool that it hands work to, 3 of 3 \"web\" threads are in Database.query,"
                    + " asleep."),
        judge().statement());
    assertEquals("If it waits for them, find out what keeps them there.", judge().advice());
    evidence.handOver = handOver(2, 3);
    assertFalse(judge().statement().contains("Database"), judge().statement());
    assertEquals(FIND_OUT, judge().advice());
    evidence.handOver = handOver(3, 3);
    acceptorIs(Thread.State.RUNNABLE, "java.util.regex.Matcher.find", OWN);
    assertFalse(judge().statement().contains("Database"), judge().statement());
  }

  /**
   * It is ready all the time, and has no CPU for long because it does not keep one. Or others keep
   * it from one, and it yields in its own loop of accepts.
   */
  @Test
  void ofOneThatYieldsItIsNotSeenWhetherItLacksACpu() {
    AcceptorTally tally = new AcceptorTally();
    AcceptorSample yields =
        sample("acceptor", Thread.State.RUNNABLE, stack("java.lang.Thread.yield", OWN));
    for (long i = 0; i < 5; i++) {
      tally.add(i * 100_000_000, yields.havingRun(i * 7_000_000, 7, Readiness.READY));
    }
    evidence.acceptor = tally.view();
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void whoCannotStartAThreadSleepsAndTriesAgain() {
    evidence.tasks = Asked.known(new TaskLimit(TaskLimit.By.USER, 30, 30));
    acceptorIs(Thread.State.TIMED_WAITING, SLEEP, OWN);
    assertEquals(
        "Find out what the acceptor waits for there. This process has 30 of the 30 threads that its user may"
            + " have (ulimit -u).",
        judge().advice());
    acceptorIs(Thread.State.RUNNABLE, "java.lang.Thread.start0", "java.lang.Thread.start", OWN);
    assertEquals(
        "Find out whether it can start that thread. This process has 30 of the 30 threads that its"
            + " user may have (ulimit -u).",
        judge().advice());
    evidence.tasks = Asked.known(new TaskLimit(TaskLimit.By.USER, 27, 30));
    assertEquals(OFF_THE_THREAD, judge().advice());
    acceptorIs(Thread.State.TIMED_WAITING, SLEEP, OWN);
    assertEquals(FIND_OUT, judge().advice(), "some are left");
  }

  @Test
  void whoEndedMayHaveLackedAThread() {
    acceptorIs(Thread.State.TERMINATED);
    assertEquals("acceptor_missing", judge().cause().key());
    assertTrue(judge().advice().endsWith("most often an error that nothing caught."));
    evidence.tasks = Asked.known(new TaskLimit(TaskLimit.By.CGROUP, 511, 512));
    assertEquals(
        "If no other thread accepts here, restart the server, and find out why it ended. This"
            + " cgroup has 511 of the 512 tasks that it may have (pids.max).",
        judge().advice());
  }

  private void acceptorIs(Thread.State state, String... frames) {
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 3; i++) {
      tally.add(i * 100_000_000L, sample("acceptor", state, stack(frames)));
    }
    evidence.acceptor = tally.view();
  }

  private static HandOver handOver(int busy, int total) {
    List<AcceptorSample> workers = new ArrayList<>();
    for (int i = 0; i < busy; i++) {
      workers.add(
          sample("web-" + i, Thread.State.TIMED_WAITING, stack(SLEEP, "com.acme.Database.query")));
    }
    return new HandOver(Link.HANDS_TO, Workers.of(workers, total - busy, total, -1), false);
  }

  private static AcceptorSample sample(String name, Thread.State state, StackTraceElement[] stack) {
    return new AcceptorSample(name, state, stack, null, null, NO_STACK);
  }

  private Diagnosis judge() {
    return Causes.judge(evidence.build());
  }
}
