package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.AsyncAccept.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FirstBurst;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an acceptor waits for, and whom. */
class HandOverBlockedTest {
  private static final String PARK = "jdk.internal.misc.Unsafe.park";
  private static final String CONDITION =
      "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await";
  private static final String PUT = "java.util.concurrent.ArrayBlockingQueue.put";
  private static final String SLEEP = "java.lang.Thread.sleep";

  private final Evidence.Builder evidence = new Evidence.Builder();

  HandOverBlockedTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
  }

  @Test
  void aFullQueueWhoseWorkersAreSeen() {
    acceptorIn(PARK, CONDITION, PUT, "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.SAME_OBJECT, false, 8, 8);
    assertJudged(
        "worker_pool_exhausted",
        "Thread \"acceptor\" waits in ArrayBlockingQueue.put, in 3 of 3 samples within 0.2 s: the"
            + " queue is full, and 8 of 8 \"shop-worker\" threads are in Database.query, asleep.");
  }

  /** A handler of the application's own does what CallerRunsPolicy does: what it does is seen. */
  @Test
  void anAcceptorThatRunsWhatItsPoolRefused() {
    acceptorIn(
        SLEEP,
        "com.acme.Database.query",
        "com.acme.Shop$Handler.rejectedExecution",
        "java.util.concurrent.ThreadPoolExecutor.reject",
        "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, true, 2, 2);
    assertTrue(
        judge().statement().startsWith("Thread \"acceptor\" is in com.acme.Database.query ("),
        judge().statement());
    assertTrue(
        judge()
            .statement()
            .contains("), asleep, in 3 of 3 samples within 0.2 s: its pool is full,"),
        judge().statement());
  }

  /** The pool that it hands work to is another one than takes from here. */
  @Test
  void aFullQueueWhoseWorkersAreNotSeen() {
    acceptorIn(PARK, CONDITION, PUT, "com.acme.Shop.accept");
    for (HandOver unseen :
        List.of(
            HandOver.UNKNOWN,
            handOver(Link.HANDS_TO, true, 8, 8),
            handOver(Link.SAME_OBJECT, false, 2, 8))) {
      evidence.handOver = unseen;
      Diagnosis diagnosis = judge();
      assertEquals("worker_pool_exhausted", diagnosis.cause().key());
      assertFalse(diagnosis.statement().contains("shop-worker"), diagnosis.statement());
      assertTrue(diagnosis.statement().contains(", waiting in ArrayBlockingQueue.put,"));
      assertTrue(diagnosis.statement().endsWith("So the queue is full."), diagnosis.statement());
    }
  }

  @Test
  void aPermitOfThePoolThatItHandsWorkTo() {
    acceptorIn(PARK, "java.util.concurrent.Semaphore.acquire", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, false, 2, 2);
    assertTrue(judge().statement().contains("waits in Semaphore.acquire"));
    assertTrue(judge().statement().contains("2 of 2 \"shop-worker\" threads are in Database."));
  }

  /** More threads would wait for the same permits. */
  @Test
  void whatHelpsWhereNoPermitIsFree() {
    acceptorIn(PARK, "java.util.concurrent.Semaphore.acquire", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, false, 2, 2);
    assertEquals(
        "Find out what keeps them there, or give the Semaphore more permits.", judge().advice());
    evidence.handOver = handOver(Link.SAME_OBJECT, false, 1, 1);
    assertEquals(
        "Find out what keeps it there, or give the Semaphore more permits.", judge().advice());
    acceptorIn(PARK, CONDITION, PUT, "com.acme.Shop.accept");
    assertEquals(
        "Find out what keeps it there, or let more threads do that work.", judge().advice());
  }

  /** A signal may come of a free thread, or of a free place at a limit of the application's own. */
  @Test
  void whatHelpsWhereItWaitsForASignal() {
    acceptorIn(PARK, CONDITION, "com.acme.Limit.up", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.SAME_OBJECT, false, 4, 4);
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertEquals(
        "Find out what keeps them there; if the acceptor waits for a free thread, more threads help.",
        judge().advice());
    acceptorIn(
        PARK,
        CONDITION,
        "com.acme.Shop.rejectedExecution",
        "java.util.concurrent.ThreadPoolExecutor.reject",
        "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, true, 2, 2);
    assertEquals(
        "Find out what keeps them there, or let more threads do that work.", judge().advice());
  }

  /** A pool of tokens, which those who serve put back. */
  @Test
  void aTokenThatNobodyPutsBack() {
    for (String method : List.of("ArrayBlockingQueue.take", "LinkedBlockingDeque.poll")) {
      acceptorIn(PARK, CONDITION, "java.util.concurrent." + method, "com.acme.Shop.accept");
      assertEquals("accept_thread_blocked", judge().cause().key());
      assertEquals(
          "Find out who should put it there, or give it back, and do not wait for that on the"
              + " accepting thread.",
          judge().advice());
    }
  }

  @Test
  void anotherProcess() {
    for (String type : List.of("ProcessImpl", "UNIXProcess")) {
      acceptorIn("java.lang.Object.wait", "java.lang." + type + ".waitFor", "com.acme.Shop.accept");
      assertJudged(
          "accept_thread_blocked",
          "Thread \"acceptor\" is in com.acme.Shop.accept (Source.java:7), waiting in"
              + " Process.waitFor, in 3 of 3 samples within 0.2 s.");
      assertEquals("Take that work off the thread that accepts.", judge().advice());
    }
  }

  @Test
  void aRetryThatSleepsIfThePoolIsFull() {
    acceptorIn(SLEEP, "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, false, 2, 2);
    assertEquals("accept_thread_blocked", judge().cause().key());
    evidence.handOver = handOver(Link.HANDS_TO, true, 2, 2);
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  /** A pool that grows as it needs has idle threads, whoever has the permits. */
  @Test
  void aPermitOfAPoolThatHasIdleThreads() {
    acceptorIn(PARK, "java.util.concurrent.Semaphore.acquire", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, false, 2, 4);
    assertTrue(
        judge().statement().contains("2 of 4 \"shop-worker\" threads are in Database."),
        judge().statement());
    evidence.handOver = handOver(Link.HANDS_TO, false, 0, 4);
    assertFalse(judge().statement().contains("shop-worker"), judge().statement());
  }

  /** Whatever it does between two attempts. */
  @Test
  void aRetryWhileItsQueueIsFull() {
    for (String between :
        List.of(
            SLEEP, "java.util.concurrent.locks.LockSupport.parkNanos", "java.lang.Thread.yield")) {
      acceptorIn(between, "com.acme.Shop.accept");
      evidence.handOver = handOver(Link.FULL_QUEUE, true, 2, 2);
      assertEquals("worker_pool_exhausted", judge().cause().key(), between);
      assertTrue(
          judge().statement().contains(": the queue that it puts work into is full, and 2 of 2"),
          judge().statement());
    }
    acceptorIn("com.acme.Shop.count", "com.acme.Shop.accept");
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void whoseResultItMayWaitFor() {
    acceptorIn(PARK, "java.util.concurrent.CompletableFuture.join", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.HANDS_TO, false, 1, 2);
    Diagnosis diagnosis = judge();
    assertEquals("accept_thread_blocked", diagnosis.cause().key());
    assertTrue(
        diagnosis
            .statement()
            .endsWith(
                " Of the pool that it hands work to, 1 of 2 \"shop-worker\" threads is in"
                    + " Database.query, asleep."),
        diagnosis.statement());
    assertEquals("Do not wait for it on the accepting thread.", diagnosis.advice());
  }

  @Test
  void aSampleOfMany() {
    acceptorIn(PARK, CONDITION, PUT, "com.acme.Shop.accept");
    evidence.handOver = new HandOver(Link.SAME_OBJECT, Workers.of(workers(256), 0, 900, -1), false);
    assertTrue(judge().statement().contains("256 of 256 sampled \"shop-worker\" threads are in"));
  }

  /** The appender's queue is not where connections go. */
  @Test
  void aQueueOfALoggersIsNoHandOver() {
    acceptorIn(
        PARK, CONDITION, PUT, "ch.qos.logback.core.AsyncAppenderBase.put", "com.acme.Shop.a");
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void whoRunsTheTaskThatItWaitsFor() {
    acceptorIn(PARK, "java.util.concurrent.FutureTask.get", "com.acme.Shop.accept");
    evidence.handOver = handOver(Link.RUNS_IT, false, 1, 1);
    assertJudged(
        "accept_thread_blocked",
        "Thread \"acceptor\" is in com.acme.Shop.accept (Source.java:7), waiting in FutureTask.get,"
            + " in 3 of 3 samples within 0.2 s. What it waits for: thread \"shop-worker-0\" is in"
            + " Database.query, asleep.");
  }

  @Test
  void reportsADeadlock() {
    acceptorIn(PARK, "java.util.concurrent.locks.ReentrantLock.lock", "com.acme.Shop.accept");
    evidence.holders =
        new Holders(
            List.of(
                new AcceptorSample(
                    "shop-refill",
                    Thread.State.BLOCKED,
                    stack("com.acme.Shop.refill"),
                    "java.lang.Object",
                    "acceptor",
                    new StackTraceElement[0])),
            true);
    assertTrue(
        judge()
            .statement()
            .startsWith(
                "It is a deadlock: \"acceptor\" waits for \"shop-refill\", \"shop-refill\" for"
                    + " \"acceptor\". Thread \"acceptor\" is in com.acme.Shop.accept"));
  }

  @Test
  void theHandlerOfAnAsynchronousAccept() {
    acceptorIn(SLEEP, "com.acme.Shop.lookUp", "com.acme.Shop$1.completed");
    evidence.asynchronous = true;
    evidence.asyncAccept = new AsyncAccept(Asked.NO, true);
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().advice().startsWith("Call accept() first"), judge().advice());
  }

  /** It has called accept() again, and what that brought at once waits for the only thread. */
  @Test
  void theOnlyThreadOfAGroupThatHasCalledAcceptAgain() {
    acceptorIn(SLEEP, "com.acme.Shop.lookUp", "com.acme.Shop$1.completed");
    evidence.asynchronous = true;
    evidence.workers = Workers.of(workers(1));
    evidence.asyncAccept = new AsyncAccept(Asked.UNKNOWN, true);
    assertEquals("worker_pool_exhausted", judge().cause().key());
    evidence.asyncAccept = new AsyncAccept(Asked.NO, true);
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void whoeverTookAFutureIsNotKnown() {
    acceptorIn("sun.nio.ch.EPoll.wait", "sun.nio.ch.EPollPort$EventHandlerTask.run");
    evidence.asynchronous = true;
    evidence.workers = Workers.of(workers(2), 1, 3, -1);
    evidence.asyncAccept = new AsyncAccept(Asked.BETWEEN_FUTURES, false);
    assertEquals("unknown", judge().cause().key());
    assertTrue(judge().statement().startsWith("No accept() is under way"), judge().statement());
  }

  @Test
  void pausedNeedsProofThatNoThreadIsInTheHandler() {
    acceptorIn("sun.nio.ch.EPoll.wait", "sun.nio.ch.EPollPort$EventHandlerTask.run");
    evidence.asynchronous = true;
    evidence.workers = Workers.of(workers(2), 1, 3, -1);
    evidence.asyncAccept = new AsyncAccept(Asked.NO, false);
    assertEquals("paused", judge().cause().key());
    evidence.asyncAccept = new AsyncAccept(Asked.NO, true);
    assertEquals("unknown", judge().cause().key());
    evidence.asyncAccept = new AsyncAccept(Asked.YES, false);
    assertEquals("unknown", judge().cause().key());
    evidence.workers = Workers.of(workers(3));
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  @Test
  void acceptorsThatAreTasksOfAPool() {
    acceptorIn(SLEEP, "com.acme.Shop.load");
    evidence.acceptsInPool = true;
    evidence.workers = Workers.of(workers(2), 1, 3, -1);
    assertEquals("unknown", judge().cause().key());
    assertFalse(judge().statement().contains("acceptor\""), judge().statement());
    evidence.workers = Workers.of(workers(3));
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  @Test
  void unknownFiguresOfAPoolAreLeftOut() {
    acceptorIn(SLEEP, "com.acme.Shop.load");
    evidence.acceptsInPool = true;
    evidence.workers = Workers.of(workers(2), 1, 3, -1);
    assertTrue(
        judge().statement().endsWith(" to do so now: 2 of its 3 threads are busy."),
        judge().statement());
    evidence.workers = Workers.UNKNOWN;
    assertEquals(
        "Threads of a pool accept here, and none is seen to do so now.", judge().statement());
    acceptorIn("sun.nio.ch.EPoll.wait", "sun.nio.ch.SelectorImpl.select");
    assertTrue(judge().statement().contains("waits for connections"), judge().statement());
  }

  /** Its last acceptor is elsewhere by now, which does not keep other threads from accepting. */
  @Test
  void aBurstThatAPoolAccepted() {
    acceptorIn(PARK, "java.util.concurrent.ForkJoinPool.awaitWork");
    evidence.acceptsInPool = true;
    evidence.everAccepted = true;
    evidence.overflowed = true;
    evidence.limit = 100;
    evidence.acceptedPerSecond = 200;
    evidence.burst = new FirstBurst(750, true, 200_000_000, true);
    assertEquals("backlog_too_small", judge().cause().key());
  }

  @Test
  void aDispatcherThatReadsARequest() {
    acceptorIn(
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.net.httpserver.Request.readLine",
        "sun.net.httpserver.ServerImpl$Exchange.run",
        "sun.net.httpserver.ServerImpl$Dispatcher.run");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(
        judge().statement().contains("waits for the rest of a client's request, in 3 of 3"),
        judge().statement());
    acceptorIn("sun.net.httpserver.ServerImpl$Dispatcher.run");
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void whoeverBoundItAndDoesNotAccept() {
    acceptorIn(SLEEP, "com.acme.Shop.loadStock");
    evidence.binder = evidence.acceptor;
    evidence.acceptor = null;
    evidence.everAccepted = false;
    evidence.knownNanos = 1_000_000_000L;
    assertJudged(
        "starting",
        "Nothing has accepted on it yet. Thread \"acceptor\", which bound it 1.0 s ago, is in"
            + " com.acme.Shop.loadStock (Source.java:7), asleep, in 3 of 3 samples within 0.2 s.");
    String line =
        Sentence.of(
            "10.100.120.130:42489 is slow to accept: 1,400 connections wait (room for 4,097), the"
                + " oldest for 236 ms.",
            judge().statement(),
            judge().advice(),
            null);
    assertTrue(
        line.contains("Thread \"acceptor\", which bound it 1.0 s ago, is in Shop.loadStock"), line);
    assertTrue(line.endsWith("Bind the port only when the application is ready to serve."), line);
    // It was bound before its first poll, if a client has waited for longer than it is known.
    evidence.oldestMillis = 1_204;
    assertTrue(judge().statement().contains("which bound it 1.2 s ago"), judge().statement());
  }

  private void assertJudged(String cause, String statement) {
    assertEquals(cause, judge().cause().key());
    assertEquals(statement, judge().statement());
  }

  private Diagnosis judge() {
    return Causes.judge(evidence.build());
  }

  private void acceptorIn(String... methods) {
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 3; i++) {
      tally.add(i * 100_000_000L, sample("acceptor", methods));
    }
    evidence.acceptor = tally.view();
  }

  private static HandOver handOver(Link link, boolean full, int busy, int total) {
    return new HandOver(link, Workers.of(workers(busy), total - busy, total, -1), full);
  }

  private static List<AcceptorSample> workers(int count) {
    List<AcceptorSample> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      workers.add(sample("shop-worker-" + i, SLEEP, "com.acme.Database.query", "com.acme.Web.run"));
    }
    return workers;
  }

  private static AcceptorSample sample(String name, String... methods) {
    return new AcceptorSample(
        name, Thread.State.TIMED_WAITING, stack(methods), null, null, new StackTraceElement[0]);
  }
}
