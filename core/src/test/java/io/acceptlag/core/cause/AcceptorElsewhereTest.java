package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Elsewhere;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acceptors whose thread lives, and is where it does not accept on this listener. */
class AcceptorElsewhereTest {
  private static final String WORKER = "java.util.concurrent.ThreadPoolExecutor.runWorker";

  private static final String[] WORKS = {
    "java.lang.Thread.sleep", "com.acme.Database.query", "com.acme.Report.run", WORKER
  };

  private static final String[] READS = {
    "java.net.SocketInputStream.socketRead0", "com.acme.Database.query", "com.acme.Report.run"
  };

  private static final String[] IDLES = {
    "jdk.internal.misc.Unsafe.park",
    "java.util.concurrent.LinkedBlockingQueue.take",
    "java.util.concurrent.ThreadPoolExecutor.getTask",
    WORKER,
    "com.acme.NamedThreads$1.run",
    "java.lang.Thread.run"
  };

  private static final String[] ACCEPTS = {"java.net.ServerSocket.accept", "com.acme.Shop.accept"};

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final AcceptorTally tally = new AcceptorTally();
  private long nowNanos;

  AcceptorElsewhereTest() {
    evidence.everAccepted = true;
    evidence.blocking = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
  }

  @Test
  void aThreadThatDoesOtherWorkNowIsNotBlamedForIt() {
    see(3, WORKS);
    evidence.elsewhere = new Elsewhere(2, 0, false);
    assertEquals(CauseId.ACCEPTOR_MISSING, judge().cause());
    assertEquals(List.of(), judge().contributing());
    assertEquals(
        "What accepted here in thread \"pool-1\" has returned; that thread now does other work.",
        judge().statement());
    assertTrue(judge().advice().contains("submit()"), judge().advice());
  }

  @Test
  void oneSampleMayFindItBetweenTwoTasks() {
    see(3, WORKS);
    evidence.elsewhere = new Elsewhere(1, 0, false);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, judge().cause());
  }

  @Test
  void whereOthersAcceptTooItsReturnIsNoCause() {
    see(3, WORKS);
    evidence.elsewhere = new Elsewhere(3, 0, true);
    assertEquals(CauseId.UNKNOWN, judge().cause());
  }

  @Test
  void aThreadThatIsBackInItsPoolIsNotStuck() {
    see(3, IDLES);
    evidence.elsewhere = new Elsewhere(3, 0, false);
    assertEquals(CauseId.ACCEPTOR_MISSING, judge().cause());
    assertEquals(
        "What accepted here has returned: its thread \"pool-1\" waits in its pool for work, in 3 of"
            + " 3 samples within 0.2 s.",
        judge().statement());
  }

  @Test
  void anIdleThreadIsNoPlaceToLookAt() {
    see(3, IDLES);
    Diagnosis judged = judge();
    assertEquals(CauseId.UNKNOWN, judged.cause());
    assertEquals(
        "Thread \"pool-1\", the last to accept here, waits in its pool for work, in 3 of 3 samples"
            + " within 0.2 s.",
        judged.statement());
  }

  @Test
  void behindAcceptItIsNotStuckEither() {
    see(3, IDLES);
    evidence.acceptor = tally.view();
    Diagnosis judged = UnservedCauses.judge(evidence.build());
    assertEquals(CauseId.UNKNOWN, judged.cause());
    assertEquals(
        "Thread \"pool-1\", the last to accept, waits in its pool for work. Which threads should"
            + " read them is not seen.",
        judged.statement());
  }

  @Test
  void aThreadOfAForkJoinPoolWaitsForWorkAsWell() {
    see(
        3,
        "jdk.internal.misc.Unsafe.park",
        "java.util.concurrent.ForkJoinPool.awaitWork",
        "java.util.concurrent.ForkJoinPool.runWorker",
        "java.util.concurrent.ForkJoinWorkerThread.run");
    assertTrue(judge().statement().contains("waits in its pool for work"), judge().statement());
  }

  @Test
  void namesAnAcceptorThatWaitsAtAnotherListener() {
    see(3, ACCEPTS);
    evidence.elsewhere = new Elsewhere(0, 3, false);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, judge().cause());
    assertEquals(
        "Thread \"pool-1\" waits in accept() of another listener, in 3 of 3 samples within 0.2 s.",
        judge().statement());
    assertEquals("Give each listener a thread of its own.", judge().advice());
    evidence.elsewhere = new Elsewhere(0, 2, false);
    assertEquals(
        "Thread \"pool-1\" waits in accept() of another listener.",
        judge().statement(),
        "in how many of these is not known");
  }

  @Test
  void oneOfSeveralAcceptorsMayWaitElsewhere() {
    see(3, ACCEPTS);
    evidence.elsewhere = new Elsewhere(0, 3, true);
    assertEquals(CauseId.UNKNOWN, judge().cause());
  }

  @Test
  void ofSeveralAcceptorsOneIsNotCalledTheOne() {
    see(3, Thread.State.RUNNABLE, READS);
    evidence.elsewhere = new Elsewhere(0, 0, true);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, judge().cause());
    assertTrue(judge().statement().endsWith(" Other threads have accepted here, too."));
    assertEquals("Take that work off the threads that accept.", judge().advice());
  }

  @Test
  void aPoolWhoseThreadsAcceptByTurnsIsBusyIfNoneIsInAccept() {
    assertTrue(outside(Workers.of(List.of(sample(WORKS), sample(WORKS)))));
    assertFalse(outside(Workers.of(List.of(sample(WORKS), sample(ACCEPTS)))));
    assertFalse(outside(Workers.of(List.of(sample(WORKS), sample(IDLES)))));
    assertFalse(outside(Workers.of(List.of(sample(WORKS)), 0, 9, -1)));
    assertFalse(outside(Workers.UNKNOWN));
  }

  /** Two loops of a pool accept, and other threads of it do something else. */
  @Test
  void threadsWithOtherTasksDoNotAccept() {
    AcceptorSample other = sample("com.acme.Mail.send", "com.acme.Mail.run", WORKER);
    assertFalse(outside(Workers.of(List.of(sample(WORKS), other))));
  }

  private static boolean outside(Workers pool) {
    return pool.areAllOutsideAccept(stack(WORKS));
  }

  private Diagnosis judge() {
    evidence.acceptor = tally.view();
    return Causes.judge(evidence.build());
  }

  private void see(int samples, String... frames) {
    see(samples, Thread.State.WAITING, frames);
  }

  private void see(int samples, Thread.State state, String... frames) {
    for (int i = 0; i < samples; i++) {
      tally.add(nowNanos, sample(state, frames));
      nowNanos += 100_000_000;
    }
  }

  private static AcceptorSample sample(String... frames) {
    return sample(Thread.State.WAITING, frames);
  }

  private static AcceptorSample sample(Thread.State state, String... frames) {
    return new AcceptorSample("pool-1", state, stack(frames), null, null, stack());
  }
}
