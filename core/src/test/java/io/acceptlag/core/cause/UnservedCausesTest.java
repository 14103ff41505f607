package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who does not read what was accepted. */
class UnservedCausesTest {
  private static final String SLEEP = "java.lang.Thread.sleep";
  private static final String ACCEPT = "java.net.ServerSocket.accept";
  private static final String SOCKET_READ = "java.net.SocketInputStream.socketRead0";
  private static final String SELECT = "sun.nio.ch.EPoll.wait";
  private static final String JETTY_ACCEPTOR =
      "org.eclipse.jetty.server.AbstractConnector$Acceptor.run";
  private static final String JETTY_IDLE =
      "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll";
  private static final String JETTY_SELECTOR = "org.eclipse.jetty.io.ManagedSelector.select";

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final Serving.Builder serving = new Serving.Builder();
  private final List<AcceptorSample> threads = new ArrayList<>();

  UnservedCausesTest() {
    evidence.troubleNanos = 2_000_000_000;
    evidence.unserved = 3;
    acceptorIn(ACCEPT, "com.acme.Server.run");
  }

  @Test
  void aPoolThatWaitsForConnectionsIsNotToBeRaised() {
    evidence.server =
        new ServerIdentity(KnownServers.titled("Tomcat"), null, null, new StackTraceElement[0]);
    pool(
        5,
        workers(
            3,
            Thread.State.TIMED_WAITING,
            "java.util.concurrent.SynchronousQueue.poll",
            "com.zaxxer.hikari.pool.HikariPool.getConnection",
            "com.acme.Dao.load"));
    Diagnosis diagnosis = judge();
    assertEquals("worker_pool_exhausted", diagnosis.cause().key());
    assertEquals(
        "3 of 3 \"exec\" threads are in Dao.load, waiting for HikariPool (database connections).",
        diagnosis.statement());
    assertEquals(
        "Find what keeps that pool's connections, or let it fail sooner; more threads do not help.",
        diagnosis.advice());
    assertFalse(diagnosis.certainAtOnce());
  }

  /** Tomcat has a copy of DBCP in packages of its own, for the DataSources of its server.xml. */
  @Test
  void namesThePoolThatTheyWaitFor() {
    String[][] pools = {
      {"org.apache.tomcat.dbcp.pool2.impl.GenericObjectPool.borrowObject", "a pool of DBCP's"},
      {"org.apache.commons.pool2.impl.GenericObjectPool.borrowObject", "a pool of Commons Pool's"},
      {"org.apache.hc.core5.pool.StrictConnPool$1.get", "HttpClient's pool"},
    };
    for (String[] each : pools) {
      pool(
          1,
          workers(
              3,
              Thread.State.WAITING,
              "java.util.concurrent.locks.LockSupport.park",
              each[0],
              "com.acme.Dao.load"));
      assertTrue(judge().statement().contains(", waiting for " + each[1]), judge().statement());
      assertTrue(judge().advice().startsWith("Find what keeps that pool"), judge().advice());
    }
  }

  @Test
  void namesTheHolderOfTheLock() {
    StackTraceElement[] holder = {frame(SLEEP), frame("com.acme.Cache.fill")};
    pool(
        1,
        List.of(
            new AcceptorSample(
                "exec-1",
                Thread.State.BLOCKED,
                new StackTraceElement[] {frame("com.acme.Cache.get")},
                "java.lang.Object",
                "filler",
                holder)));
    Diagnosis diagnosis = judge();
    assertEquals(
        "Thread \"exec-1\" is in Cache.get, blocked by a lock that \"filler\" holds in Cache.fill.",
        diagnosis.statement());
    assertEquals(
        "Find out what is done with that lock held; more threads do not help.", diagnosis.advice());
  }

  @Test
  void whatOnlySomeOfThemDoIsNotSaidOfAll() {
    String load = "com.acme.Dao.load";
    String park = "jdk.internal.misc.Unsafe.park";
    List<AcceptorSample> busy = new ArrayList<>();
    busy.addAll(workers(2, Thread.State.TIMED_WAITING, SLEEP, load));
    busy.addAll(
        workers(1, Thread.State.WAITING, park, "java.util.concurrent.Semaphore.acquire", load));
    busy.addAll(workers(1, Thread.State.RUNNABLE, "java.net.SocketInputStream.read", load));
    pool(1, busy);
    assertEquals("4 of 4 \"exec\" threads are in Dao.load.", judge().statement());
    assertEquals("Find out what they wait for there.", judge().advice());
    busy.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, load));
    pool(1, busy);
    assertEquals("5 of 5 \"exec\" threads are in Dao.load, 3 of them asleep.", judge().statement());
  }

  /** They run, as the JVM has it; a CPU would be no help. */
  @Test
  void aPoolThatMayWaitForAStaticInitialiser() {
    List<AcceptorSample> busy = new ArrayList<>();
    busy.addAll(workers(3, Thread.State.RUNNABLE, "com.acme.Shop.load"));
    pool(1, busy);
    assertTrue(judge().advice().contains("more CPUs"), judge().advice());
    busy.addAll(
        workers(
            1,
            Thread.State.TIMED_WAITING,
            SLEEP,
            "com.acme.Db.connect",
            "com.acme.Goods.<clinit>",
            "com.acme.Shop.list"));
    pool(1, busy);
    assertTrue(
        judge()
            .statement()
            .startsWith("3 of 4 \"exec\" threads are in Shop.load: they may wait until thread"),
        judge().statement());
    assertTrue(
        judge()
            .statement()
            .endsWith(" has initialised com.acme.Goods, and is in Db.connect, asleep."),
        judge().statement());
    assertEquals(Initialiser.ADVICE, judge().advice());
  }

  @Test
  void reportsADeadlockFirst() {
    StackTraceElement[] stack = {frame("com.acme.Cache.get")};
    List<AcceptorSample> busy = new ArrayList<>();
    busy.add(blockedBy("b", "a", stack));
    busy.add(blockedBy("c", "b", stack));
    busy.add(blockedBy("a", "c", stack));
    threads.addAll(busy);
    pool(1, busy);
    assertTrue(
        judge()
            .statement()
            .startsWith(
                "It is a deadlock: \"a\" waits for \"b\", \"b\" for \"c\", \"c\" for \"a\". 3 of 3"),
        judge().statement());
    threads.add(blockedBy(null, "b", stack));
    assertFalse(judge().statement().contains("deadlock"), "which b holds it is not known");
  }

  /** As of an application with a filter of its own before all that asks the database. */
  @Test
  void manyMethodsThatWaitForOnePool() {
    List<AcceptorSample> busy = new ArrayList<>();
    for (String dao : List.of("Orders", "Clients", "Goods", "Prices")) {
      busy.addAll(
          workers(
              1,
              Thread.State.TIMED_WAITING,
              "com.zaxxer.hikari.util.ConcurrentBag.borrow",
              "com.zaxxer.hikari.pool.HikariPool.getConnection",
              "com.acme." + dao + ".load",
              "com.acme.TenantFilter.doFilter"));
    }
    pool(1, busy);
    assertEquals(
        "4 of 4 \"exec\" threads are in ConcurrentBag.borrow, waiting for HikariPool (database"
            + " connections).",
        judge().statement());
    assertTrue(judge().advice().endsWith("; more threads do not help."), judge().advice());
  }

  /** Each gives up after a while, and lets go of what it holds. */
  @Test
  void anAttemptWithALimitIsNoDeadlock() {
    StackTraceElement[] stack = {frame("com.acme.Cache.get")};
    List<AcceptorSample> busy = new ArrayList<>();
    busy.add(blockedBy("b", "a", stack));
    busy.add(
        new AcceptorSample(
            "b",
            Thread.State.TIMED_WAITING,
            stack,
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "a",
            new StackTraceElement[0]));
    threads.addAll(busy);
    pool(1, busy);
    assertFalse(judge().statement().contains("deadlock"), judge().statement());
    busy.clear();
    busy.add(
        new AcceptorSample(
            "behind",
            Thread.State.TIMED_WAITING,
            stack,
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "a",
            new StackTraceElement[0]));
    pool(1, busy);
    threads.clear();
    threads.addAll(busy);
    threads.add(blockedBy("b", "a", stack));
    threads.add(blockedBy("a", "b", stack));
    assertTrue(judge().statement().startsWith("It is a deadlock: \"a\""), judge().statement());
  }

  private static AcceptorSample blockedBy(
      @Nullable String owner, String name, StackTraceElement[] stack) {
    return new AcceptorSample(
        name, Thread.State.BLOCKED, stack, "java.lang.Object", owner, new StackTraceElement[0]);
  }

  @Test
  void anAcceptorThatDoesAllAndIsKept() {
    acceptorIn(SLEEP, "com.acme.Dao.load", "com.acme.Server.run");
    Diagnosis diagnosis = judge();
    assertEquals("accept_thread_blocked", diagnosis.cause().key());
    assertFalse(diagnosis.certainAtOnce());
    pool(1, workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    assertEquals("worker_pool_exhausted", judge().cause().key());
    acceptorIn(ACCEPT, "com.acme.Server.run");
    serving.pool(List.of(), 0, -1, 0);
    assertEquals("unknown", judge().cause().key());
  }

  /** No setting of the server limits them, and more of them would not help. */
  @Test
  void threadsWithoutAPoolGetNoAdviceToEnlargeIt() {
    evidence.server =
        new ServerIdentity(KnownServers.titled("Tomcat"), null, null, new StackTraceElement[0]);
    String load = "com.acme.Dao.load";
    pool(-1, workers(3, Thread.State.TIMED_WAITING, SLEEP, load));
    serving.poolClass(Workers.NO_POOL);
    assertEquals("3 of 3 \"exec\" threads are in Dao.load, asleep.", judge().statement());
    assertEquals("Find out why threads sleep there.", judge().advice());
    List<AcceptorSample> busy = new ArrayList<>();
    for (String place : List.of("A", "B", "C", "D", "E")) {
      busy.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme." + place + ".load"));
    }
    pool(-1, busy);
    serving.poolClass(Workers.NO_POOL);
    assertEquals("Find out what keeps these threads busy.", judge().advice());
  }

  @Test
  void aFilterThatAllThreadsPassThroughIsNoBottleneck() {
    String filter = "com.acme.LogFilter.doFilter";
    List<AcceptorSample> busy = new ArrayList<>();
    busy.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme.A.load", filter));
    busy.addAll(workers(1, Thread.State.BLOCKED, "com.acme.B.load", filter));
    busy.addAll(
        workers(
            1,
            Thread.State.RUNNABLE,
            "java.net.SocketInputStream.read",
            "com.acme.C.load",
            filter));
    busy.addAll(workers(1, Thread.State.RUNNABLE, "com.acme.D.load", filter));
    pool(1, busy);
    assertEquals("4 of 4 \"exec\" threads are in LogFilter.doFilter.", judge().statement());
    assertEquals(
        "Give the pool more threads, or find what keeps the threads busy.", judge().advice());
  }

  /** A coroutine accepts in any thread of its pool, so none of them is the acceptor. */
  @Test
  void aThreadInWhichACoroutineAcceptedIsNotTheAcceptor() {
    acceptorIn(
        SLEEP, "com.acme.Dao.load", "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run");
    assertEquals(CauseId.UNKNOWN, judge().cause());
  }

  @Test
  void workersInManyPlacesMayBeTooFew() {
    List<AcceptorSample> busy = new ArrayList<>();
    for (String place : List.of("A", "B", "C", "D", "E")) {
      busy.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme." + place + ".load"));
    }
    pool(1, busy);
    assertEquals(
        "Give the pool more threads, or find what keeps the threads busy.", judge().advice());
  }

  @Test
  void aPoolWithAFreeThreadOrAnEmptyQueueIsNotExhausted() {
    List<AcceptorSample> busy =
        new ArrayList<>(workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    pool(0, busy);
    assertEquals("unknown", judge().cause().key());
    busy.add(
        sample(
            "exec-9",
            Thread.State.WAITING,
            "jdk.internal.misc.Unsafe.park",
            "java.util.concurrent.ThreadPoolExecutor.getTask"));
    pool(3, busy);
    Diagnosis diagnosis = judge();
    assertEquals("unknown", diagnosis.cause().key());
    assertEquals(
        "Thread \"acceptor\" waits for further connections. 2 of the 3 threads to which it hands"
            + " connections are busy.",
        diagnosis.statement());
  }

  /** A coroutine of Ktor's selects between two handlers that sleep. */
  @Test
  void ofHalfThatWaitsAndHalfThatRunsTheFirstIsNamed() {
    List<AcceptorSample> pool = new ArrayList<>();
    pool.addAll(
        workers(1, Thread.State.RUNNABLE, "io.ktor.network.selector.ActorSelectorManager.select"));
    pool.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Shop.answer"));
    pool(1, pool);
    assertEquals(
        "2 of 2 \"exec\" threads are busy, 1 of them in Shop.answer.", judge().statement());
    assertEquals(
        "Give the pool more threads, or find what keeps the threads busy.", judge().advice());
  }

  @Test
  void singularForOneThread() {
    List<AcceptorSample> pool =
        new ArrayList<>(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    pool(0, pool);
    assertTrue(
        judge().statement().endsWith("1 of the 1 thread to which it hands connections is busy."),
        judge().statement());
  }

  @Test
  void aPoolWithoutAThread() {
    serving.pool(List.of(), 0, 4, 7);
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertTrue(judge().statement().contains("has no thread, and 7 tasks wait"));
  }

  /** Found by the queue that it fills, where it is not known who accepts. */
  @Test
  void whoAcceptsIsNoWorker() {
    List<AcceptorSample> having = new ArrayList<>();
    having.add(sample("acceptor", Thread.State.RUNNABLE, ACCEPT, "com.acme.Server.run"));
    evidence.acceptor = null;
    pool(7, having);
    assertEquals("unknown", judge().cause().key());
    having.addAll(workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    pool(7, having);
    assertEquals("2 of 2 \"exec\" threads are in Dao.load, asleep.", judge().statement());
  }

  /** Those of a client may be among them; a client's own copy of Netty is certainly not. */
  @Test
  void ofNettysLoopsNoneButTheKeptAreCounted() {
    String loop = "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";
    acceptorIn(SELECT, "io.netty.channel.nio.NioEventLoop.run", loop);
    String place = "com.acme.Dao.load";
    threads.add(sample("web-1", Thread.State.TIMED_WAITING, SLEEP, place, loop));
    threads.add(sample("web-2", Thread.State.TIMED_WAITING, SLEEP, place, loop));
    threads.add(sample("client-1", Thread.State.RUNNABLE, SELECT, loop));
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(
        judge().statement().startsWith("2 threads are in com.acme.Dao.load"), judge().statement());
    assertEquals("Move blocking work off the event loops.", judge().advice());
    threads.clear();
    String copy = "com.acme.shaded." + loop;
    threads.add(sample("client-1", Thread.State.TIMED_WAITING, SLEEP, "com.acme.Cache.put", copy));
    assertEquals("unknown", judge().cause().key());
  }

  /** With XNIO the first read is an I/O thread's, whatever its workers do. */
  @Test
  void aWorkerOfXniosReadsNothing() {
    String loop = "org.xnio.nio.WorkerThread.run";
    acceptorIn(SELECT, loop);
    threads.add(sample("XNIO-1 I/O-1", Thread.State.RUNNABLE, "com.acme.Json.write", loop));
    pool(-1, workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme.LongPoll.handle"));
    assertEquals("event_loop_blocked", judge().cause().key());
  }

  /** Work that waits shows that it makes none. */
  @Test
  void aPoolThatMayHaveMoreThreadsIsNotExhausted() {
    List<AcceptorSample> busy =
        workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.LongPoll.handle");
    serving.pool(busy, 2, 16, -1).mayGrow(true);
    assertEquals("unknown", judge().cause().key());
    serving.mayGrow(false);
    assertEquals("worker_pool_exhausted", judge().cause().key());
    serving.pool(busy, 2, 16, 3).mayGrow(true);
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  /** It is one of XNIO's, and takes no part in what the others do. */
  @Test
  void theThreadThatAcceptsIsNotCountedAmongLoops() {
    String loop = "org.xnio.nio.WorkerThread.run";
    String place = "com.acme.Dao.load";
    acceptorIn(SELECT, loop);
    threads.add(sample("XNIO-1 Accept", Thread.State.RUNNABLE, SELECT, loop));
    threads.add(sample("XNIO-1 I/O-1", Thread.State.TIMED_WAITING, SLEEP, place, loop));
    threads.add(sample("XNIO-1 I/O-2", Thread.State.TIMED_WAITING, SLEEP, place, loop));
    threads.add(sample("XNIO-1 I/O-3", Thread.State.RUNNABLE, SELECT, loop));
    assertTrue(
        judge().statement().startsWith("2 of 3 threads are in com.acme.Dao.load, asleep, each an"),
        judge().statement());
  }

  @Test
  void jettysSelectorThatNobodyRuns() {
    acceptorIn(ACCEPT, JETTY_ACCEPTOR);
    List<AcceptorSample> pool = new ArrayList<>();
    pool.add(sample("qtp-1", Thread.State.RUNNABLE, ACCEPT, JETTY_ACCEPTOR));
    pool.add(sample("qtp-2", Thread.State.TIMED_WAITING, JETTY_IDLE));
    threads.addAll(pool);
    serving.acceptorIsOfPool(true);
    pool(0, pool);
    assertEquals("poller_missing", judge().cause().key());
    assertEquals("It accepts, but no thread runs Jetty's selector.", judge().statement());

    AcceptorSample selector = sample("qtp-3", Thread.State.RUNNABLE, SELECT, JETTY_SELECTOR);
    pool.add(selector);
    threads.add(selector);
    pool(0, pool);
    assertEquals("unknown", judge().cause().key());
  }

  /** To the JVM each of these is RUNNABLE, but more CPUs would not help. */
  @Test
  void whatWaitsInNativeCodeNeedsNoCpus() {
    String[][] stacks = {
      {"java.net.SocketOutputStream.socketWrite0", "writing to a socket", "other side"},
      {"java.net.PlainSocketImpl.socketConnect", "connecting a socket", "other side"},
      {"sun.nio.ch.NioSocketImpl.timedFinishConnect", "connecting a socket", "other side"},
      {"java.net.Inet6AddressImpl.getHostByAddr", "asking the name service", "name service"},
      {"java.io.FileOutputStream.writeBytes", "in FileOutputStream.writeBytes", "what is slow"},
      {"sun.nio.fs.UnixNativeDispatcher.stat0", "in UnixNativeDispatcher.stat0", "what is slow"},
      {"java.lang.UNIXProcess.forkAndExec", "in UNIXProcess.forkAndExec", "what is slow"},
      {"sun.nio.ch.Net.poll", "in Net.poll", "what is slow"},
      {"sun.nio.ch.UnixFileDispatcherImpl.lock0", "waiting for a file lock", "that file lock"},
      {"java.net.PlainDatagramSocketImpl.receive0", "waiting for a socket", "other side is slow"},
      {"sun.nio.ch.DatagramChannelImpl.receive0", "waiting for a socket", "other side is slow"},
      {"sun.nio.ch.EPollArrayWrapper.epollWait", "waiting in a selector", "other side"},
      {SELECT, "waiting in a selector", "other side"},
    };
    for (String[] each : stacks) {
      pool(1, workers(3, Thread.State.RUNNABLE, each[0], "com.acme.Dao.load"));
      assertTrue(judge().statement().contains(each[1]), judge().statement());
      assertTrue(judge().advice().contains(each[2]), judge().advice());
    }
    String read = "sun.nio.ch.FileDispatcherImpl.read0";
    pool(1, workers(3, Thread.State.RUNNABLE, read, "sun.nio.ch.SourceChannelImpl.read", "a.B.c"));
    assertTrue(judge().statement().endsWith(", waiting for a pipe."), judge().statement());
    assertTrue(judge().advice().contains("other end of that pipe"), judge().advice());
    pool(1, workers(3, Thread.State.RUNNABLE, "java.util.zip.Inflater.inflateBytesBytes", "a.B.c"));
    assertTrue(judge().advice().contains("more CPUs"), judge().advice());
  }

  /** What a selector has found is worked on above its frames, as by select(Consumer). */
  @Test
  void whatASelectorCallsNoLongerWaitsInIt() {
    pool(
        1,
        workers(
            3,
            Thread.State.RUNNABLE,
            "com.acme.Json.parse",
            "sun.nio.ch.EPollSelectorImpl.processEvents",
            "com.acme.Loop.run"));
    assertEquals("3 of 3 \"exec\" threads are in Json.parse.", judge().statement());
  }

  /** As for the data of a client of its own; the server's acceptor is another thread. */
  @Test
  void aWorkerThatAcceptsIsBusy() {
    List<AcceptorSample> busy =
        workers(2, Thread.State.RUNNABLE, ACCEPT, "com.acme.Ftp.awaitData", "com.acme.Ftp.serve");
    busy.addAll(workers(1, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    serving.acceptorIsElsewhere(true);
    pool(7, busy);
    assertEquals(
        "2 of 3 \"exec\" threads are in Ftp.awaitData, waiting in accept().", judge().statement());
    assertEquals("Find out who should connect there, and set a timeout there.", judge().advice());
  }

  /** In the pool that also accepts, and in whose queue nothing waits. */
  @Test
  void loopsThatSelectAreNoBusyWorkers() {
    serving.acceptorIsOfPool(true);
    List<AcceptorSample> loops = workers(4, Thread.State.RUNNABLE, SELECT, "com.acme.Loop.run");
    pool(0, loops);
    assertEquals("unknown", judge().cause().key());
    pool(1, loops);
    assertEquals(
        "4 of 4 \"exec\" threads are in Loop.run, waiting in a selector.", judge().statement());
  }

  @Test
  void anAcceptorThatGetsOnIsNotBlocked() {
    acceptorIn(SLEEP, "com.acme.Limiter.acquire", "com.acme.Server.run");
    evidence.sinceAcceptNanos = 100_000_000;
    assertEquals("unknown", judge().cause().key());
    evidence.sinceAcceptNanos = 1_900_000_000;
    assertEquals("accept_thread_blocked", judge().cause().key());
    evidence.troubleNanos = 60_000_000_000L;
    assertEquals("unknown", judge().cause().key());
    evidence.sinceAcceptNanos = 2_100_000_000;
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void threadsThatAllAcceptAndServeNeedTheLock() {
    acceptorIn(SLEEP, "com.acme.Dao.load", "com.acme.Prefork.run");
    threads.add(sample("worker-1", Thread.State.RUNNABLE, SLEEP, "com.acme.Prefork.run"));
    threads.add(
        sample(
            "acceptor", Thread.State.RUNNABLE, SLEEP, "com.acme.Dao.load", "com.acme.Prefork.run"));
    assertEquals("Find out what the acceptor waits for there.", judge().advice());
    threads.add(sample("worker-2", Thread.State.RUNNABLE, ACCEPT, "com.acme.Prefork.run"));
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertEquals("Find out why threads sleep there.", judge().advice());
  }

  /** Another kind of work may keep the carriers, and requests need none. */
  @Test
  void carriersThatNoRequestNeeds() {
    List<AcceptorSample> batch =
        List.of(sample("#7", Thread.State.RUNNABLE, "com.acme.Batch.compute"));
    serving.carriers(new CarrierSample(true, false, 1, 1, 1, Set.of(), batch));
    assertEquals("unknown", judge().cause().key());
    serving.poolClass(Workers.VIRTUAL);
    assertEquals("unknown", judge().cause().key(), "no thread was given one");
    pool(-1, workers(1, Thread.State.RUNNABLE));
    serving.poolClass(Workers.VIRTUAL);
    assertEquals("carriers_exhausted", judge().cause().key());
    List<AcceptorSample> blocked =
        List.of(sample("#7", Thread.State.BLOCKED, "com.acme.Sessions.register"));
    serving.carriers(new CarrierSample(true, false, 1, 1, 1, Set.of(), blocked));
    assertEquals(
        "Find out what is done with that lock held; before Java 24 synchronized pins as well.",
        judge().advice());
  }

  /** They would wait without any collection; what computes would be done. */
  @Test
  void pinnedCarriersComeBeforeWhatBefallsTheProcess() {
    collects();
    evidence.unserved = 5;
    evidence.troubleNanos = 2_500_000_000L;
    pool(-1, workers(1, Thread.State.RUNNABLE));
    serving.poolClass(Workers.VIRTUAL);
    carrierHeldBy(Thread.State.TIMED_WAITING, SLEEP, "com.acme.Sessions.register");
    assertEquals("carriers_exhausted", judge().cause().key());
    carrierHeldBy(Thread.State.RUNNABLE, "com.acme.Sessions.register");
    assertEquals("stop_the_world", judge().cause().key());
  }

  private void carrierHeldBy(Thread.State state, String... frames) {
    List<AcceptorSample> holders = List.of(sample("#7", state, frames));
    serving.carriers(new CarrierSample(true, false, 1, 1, 1, Set.of(), holders));
  }

  /** A driver's call of its own library, and one by a method handle, which has no frame. */
  @Test
  void whatIsInNativeCodeNeedNotCompute() {
    StackTraceElement step = new StackTraceElement("org.sqlite.NativeDB", "step", null, -2);
    List<AcceptorSample> stuck = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      stuck.add(
          new AcceptorSample(
              "exec-" + i,
              Thread.State.RUNNABLE,
              new StackTraceElement[] {step, frame("com.acme.Dao.load")},
              null,
              null,
              new StackTraceElement[0]));
    }
    pool(1, stuck);
    assertEquals(
        "2 of 2 \"exec\" threads are in NativeDB.step, in native code.", judge().statement());
    assertEquals("Find out what that native code does, or waits for.", judge().advice());
    pool(1, workers(2, Thread.State.RUNNABLE, "com.acme.Dao.call"));
    uses(2_900);
    assertTrue(String.valueOf(judge().advice()).startsWith("Give the process more CPUs"));
    uses(20);
    assertEquals("Find out what they wait for there.", judge().advice());
  }

  /** So many milliseconds of CPU time in three seconds. */
  private void uses(long cpuMillis) {
    HostReading from = new HostReading();
    HostReading to = new HostReading();
    from.cpuMillis = 0;
    to.cpuMillis = cpuMillis;
    evidence.host = new HostPeriod(3_000_000_000L, 0, from, to);
  }

  @Test
  void anOutputThatTakesNothing() {
    StackTraceElement[] printing = {
      frame("java.io.FileOutputStream.writeBytes"),
      frame("java.io.FileOutputStream.write"),
      frame("java.io.PrintStream.println"),
      frame("com.acme.Gate.ask")
    };
    StackTraceElement[] waiting = {
      frame("java.io.PrintStream.println"), frame("com.acme.Gate.ask")
    };
    List<AcceptorSample> busy = new ArrayList<>();
    busy.add(
        new AcceptorSample(
            "exec-1", Thread.State.RUNNABLE, printing, null, null, new StackTraceElement[0]));
    for (int i = 2; i <= 3; i++) {
      busy.add(
          new AcceptorSample(
              "exec-" + i,
              Thread.State.BLOCKED,
              waiting,
              "java.io.PrintStream",
              "exec-1",
              printing));
    }
    pool(1, busy);
    assertEquals("3 of 3 \"exec\" threads are in Gate.ask, waiting to print.", judge().statement());
    assertTrue(judge().advice().startsWith("See who should read that output"), judge().advice());
  }

  /** In a thread of its executor, with a handler's frames or before one is called. */
  @Test
  void aSlowClientOfTheJdksHttpServer() {
    String[] reading = {
      "sun.nio.ch.SocketDispatcher.read0",
      "sun.nio.ch.SocketChannelImpl.read",
      "sun.net.httpserver.Request$ReadStream.read"
    };
    pool(1, workers(3, Thread.State.RUNNABLE, reading));
    assertTrue(judge().statement().endsWith(", waiting for a client."), judge().statement());
    assertEquals(
        "Find out which clients are so slow, and limit the time that they may take"
            + " (sun.net.httpserver.maxReqTime).",
        judge().advice());
    pool(
        1,
        workers(3, Thread.State.RUNNABLE, reading[0], reading[1], reading[2], "com.acme.Up.take"));
    assertEquals(
        "3 of 3 \"exec\" threads are in Up.take, waiting for a client.", judge().statement());
  }

  @Test
  void aProcessThatDoesNotEnd() {
    pool(
        1,
        workers(
            3,
            Thread.State.WAITING,
            "java.lang.Object.wait",
            "java.lang.ProcessImpl.waitFor",
            "a.B.c"));
    assertTrue(judge().advice().startsWith("Find out why that process"), judge().advice());
  }

  @Test
  void aLogThatKeepsAllWorkers() {
    pool(
        1,
        workers(
            3,
            Thread.State.WAITING,
            "java.util.concurrent.ArrayBlockingQueue.put",
            "ch.qos.logback.core.AsyncAppenderBase.put",
            "com.acme.Web.serve"));
    assertTrue(judge().advice().startsWith("See why the log takes no lines"), judge().advice());
    pool(
        1,
        workers(
            3,
            Thread.State.RUNNABLE,
            "java.util.regex.Matcher.find",
            "ch.qos.logback.core.pattern.Converter.convert",
            "com.acme.Web.serve"));
    assertTrue(judge().advice().contains("more CPUs"), judge().advice());
  }

  /** As Tomcat, Jetty and Undertow wait for them. */
  @Test
  void slowClientsThatKeepAllWorkers() {
    Object[][] stacks = {
      {
        Thread.State.TIMED_WAITING,
        "java.lang.Object.wait",
        "org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper.doWrite"
      },
      {
        Thread.State.TIMED_WAITING,
        "java.util.concurrent.locks.LockSupport.parkNanos",
        "org.eclipse.jetty.util.SharedBlockingCallback$Blocker.block"
      },
      {Thread.State.RUNNABLE, SELECT, "org.xnio.nio.SelectorUtils.await"},
    };
    for (Object[] each : stacks) {
      pool(
          1,
          workers(
              3,
              (Thread.State) each[0],
              (String) each[1],
              (String) each[2],
              "com.acme.Report.send"));
      assertTrue(
          judge().statement().endsWith("are in Report.send, waiting for a client."),
          judge().statement());
      assertTrue(judge().advice().startsWith("Find out which clients"), judge().advice());
    }
  }

  /** Its selectors had other names before 9.3, and have other names in relocated copies. */
  @Test
  void theSelectorOfAnOlderJettyIsSeen() {
    String[][] selectors = {
      {SELECT, "org.eclipse.jetty.io.SelectorManager$ManagedSelector.select"},
      {SELECT, "org.eclipse.jetty.io.nio.SelectorManager$SelectSet.doSelect"},
      {SELECT, "org.sparkproject.jetty.io.ManagedSelector.select"},
    };
    for (String[] selector : selectors) {
      boolean spark = selector[1].startsWith("org.spark");
      String acceptor =
          spark ? JETTY_ACCEPTOR.replace("org.eclipse", "org.sparkproject") : JETTY_ACCEPTOR;
      acceptorIn(ACCEPT, acceptor);
      List<AcceptorSample> pool = new ArrayList<>();
      pool.add(sample("qtp-1", Thread.State.RUNNABLE, ACCEPT, acceptor));
      pool.add(
          sample(
              "qtp-2",
              Thread.State.TIMED_WAITING,
              "org.eclipse.jetty.util.BlockingArrayQueue.poll",
              "org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll"));
      pool.add(sample("qtp-3", Thread.State.RUNNABLE, selector));
      threads.clear();
      threads.addAll(pool);
      serving.acceptorIsOfPool(true);
      pool(0, pool);
      assertEquals("unknown", judge().cause().key(), selector[1]);
    }
  }

  /** Then the pool has none for it. */
  @Test
  void jettysSelectorWithoutAThread() {
    acceptorIn(ACCEPT, JETTY_ACCEPTOR);
    List<AcceptorSample> pool =
        new ArrayList<>(workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    pool.add(sample("qtp-1", Thread.State.RUNNABLE, ACCEPT, JETTY_ACCEPTOR));
    threads.addAll(pool);
    serving.acceptorIsOfPool(true);
    pool(0, pool);
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertEquals(
        "2 of 2 \"exec\" threads are in Dao.load, asleep, and none is left to run Jetty's"
            + " selector.",
        judge().statement());
  }

  @Test
  void tomcatsPollerThatNobodyRuns() {
    serving.pollerGone(true);
    assertEquals("It accepts, but no thread runs Tomcat's Poller.", judge().statement());
    assertFalse(judge().certainAtOnce());
  }

  /** Its controller has others, which run. */
  @Test
  void aNetworkThreadOfKafkasThatHasEnded() {
    acceptorIn(SELECT, "kafka.network.Acceptor.run");
    threads.add(sample("controller", Thread.State.RUNNABLE, SELECT, "kafka.network.Processor.run"));
    assertEquals("unknown", judge().cause().key());
    serving.pollerGone(true);
    assertEquals("It accepts, but not all of Kafka's network threads run.", judge().statement());
    serving.pollerGone(false);
    threads.clear();
    threads.add(sample("other", Thread.State.WAITING, "com.acme.Other.run"));
    assertEquals("It accepts, but no thread runs Kafka's network thread.", judge().statement());
  }

  /** Of its own accord it waits there too: its code must not wait for anything but connections. */
  @Test
  void kafkasNetworkThreadsWhoseQueueOfRequestsIsFull() {
    networkThreads(
        Thread.State.WAITING,
        "sun.misc.Unsafe.park",
        "java.util.concurrent.ArrayBlockingQueue.put",
        "kafka.network.RequestChannel.sendRequest",
        "kafka.network.Processor.processCompletedReceives");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertEquals(
        "Find out what keeps the request handlers, num.io.threads: their queue is full.",
        judge().advice());
  }

  @Test
  void moreNetworkThreadsAreNoRemedyWhereAllWaitForOneLock() {
    networkThreads(Thread.State.BLOCKED, "com.acme.Authorizer.check");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertEquals(
        "Take what blocks off Kafka's network threads (a plugin's lookups).", judge().advice());
  }

  @Test
  void moreNetworkThreadsMayHelpWhereEachWaitsForTheOtherSide() {
    networkThreads(Thread.State.RUNNABLE, SOCKET_READ, "com.acme.Authorizer.check");
    assertTrue(
        judge().advice().endsWith("lookups), or raise num.network.threads."), judge().advice());
  }

  @Test
  void aNetworkThreadOfKafkasThatComputes() {
    networkThreads(Thread.State.RUNNABLE, "com.acme.Authorizer.check");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(
        judge().advice().endsWith("lookups), or raise num.network.threads."), judge().advice());
  }

  @Test
  void aNetworkThreadOfKafkasThatRunsItsOwnCodeIsNotKept() {
    networkThreads(Thread.State.RUNNABLE, "org.apache.kafka.common.network.Selector.poll");
    assertEquals("unknown", judge().cause().key());
  }

  private void networkThreads(Thread.State state, String... frames) {
    acceptorIn(SELECT, "kafka.network.Acceptor.run");
    List<String> stack = new ArrayList<>(List.of(frames));
    stack.add("kafka.network.Processor.run");
    for (int i = 0; i < 3; i++) {
      threads.add(
          sample("data-plane-kafka-network-thread-" + i, state, stack.toArray(String[]::new)));
    }
  }

  @Test
  void anEventLoopThatIsKeptWhileAnotherAccepts() {
    acceptorIn(SELECT, "io.netty.channel.nio.NioEventLoop.run");
    String loop = "io.netty.util.concurrent.SingleThreadEventExecutor.run";
    String nio = "io.netty.channel.nio.NioEventLoop.run";
    threads.add(sample("loop-1", Thread.State.RUNNABLE, SELECT, nio, loop));
    threads.add(
        sample("loop-2", Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load", nio, loop));
    Diagnosis diagnosis = judge();
    assertEquals("event_loop_blocked", diagnosis.cause().key());
    assertEquals(
        "Thread \"loop-2\" is in com.acme.Dao.load, asleep. It is an event loop of Netty's.",
        diagnosis.statement());
    threads.set(
        1, sample("loop-3", Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load", nio, loop));
    assertFalse(judge().isSameAs(diagnosis), "another loop passes there");
  }

  /** As of Netty 4.2, with a handler in a group of its own. */
  @Test
  void anExecutorOfNettysThatReadsNothingIsNoEventLoop() {
    acceptorIn(SELECT, "io.netty.channel.nio.NioEventLoop.run");
    for (int i = 1; i <= 2; i++) {
      threads.add(
          sample(
              "defaultEventExecutorGroup-4-" + i,
              Thread.State.TIMED_WAITING,
              SLEEP,
              "com.acme.Dao.load",
              "com.acme.Handler.channelActive",
              "io.netty.channel.AbstractChannelHandlerContext.fireChannelActive",
              "io.netty.util.concurrent.AbstractEventExecutor.runTask",
              "io.netty.util.concurrent.DefaultEventExecutor.run",
              "io.netty.util.concurrent.SingleThreadEventExecutor$5.run",
              "io.netty.util.internal.ThreadExecutorMap$2.run"));
    }
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void whatWaitsDoesSoThroughACollectionAndWhatComputesDoesNot() {
    collects();
    pool(5, workers(2, Thread.State.RUNNABLE, "com.acme.Dao.sum"));
    evidence.unserved = 5;
    assertEquals("stop_the_world", judge().cause().key());
    assertFalse(judge().advice().contains("backlog"), "the accept queue is empty");
    evidence.troubleNanos = 2_500_000_000L;
    pool(5, workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertEquals(List.of(CauseId.STOP_THE_WORLD), judge().contributing());
  }

  /** For nine tenths of two seconds. */
  private void collects() {
    HostReading from = new HostReading();
    HostReading to = new HostReading();
    from.gcMillis = 0;
    to.gcMillis = 1_800;
    from.safepointMillis = 0;
    to.safepointMillis = 1_800;
    evidence.host = new HostPeriod(2_000_000_000, 1_800_000_000, from, to);
  }

  /** What it does for each connection is all that it is seen to do by then. */
  @Test
  void aPoolThatWaitsIsNotToBlameForAStandstill() {
    HostReading from = new HostReading();
    HostReading to = new HostReading();
    from.runDelayNanos = 0;
    to.runDelayNanos = 0;
    evidence.host = new HostPeriod(2_000_000_000, 1_800_000_000, from, to);
    pool(5, workers(2, Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load"));
    assertEquals("process_stopped", judge().cause().key());
    assertEquals(List.of(), judge().contributing());
    evidence.troubleNanos = 2_500_000_000L;
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertEquals(List.of(CauseId.PROCESS_STOPPED), judge().contributing());
  }

  @Test
  void whatComputesNeedsCpus() {
    pool(5, workers(2, Thread.State.RUNNABLE, "com.acme.Dao.sum"));
    assertEquals(
        "Give the process more CPUs, or less of that work; more threads do not help.",
        judge().advice());
  }

  @Test
  void whatIsNeverClosedGrows() {
    evidence.unserved = 9;
    evidence.unservedLeft = 8;
    assertEquals("unknown", judge().cause().key());
    evidence.unservedLeftGrows = true;
    assertEquals("never_closed", judge().cause().key());
    evidence.unservedLeft = 4;
    assertEquals("unknown", judge().cause().key());
  }

  private void acceptorIn(String... frames) {
    AcceptorTally tally = new AcceptorTally();
    tally.add(0, sample("acceptor", Thread.State.RUNNABLE, frames));
    evidence.acceptor = tally.view();
  }

  private void pool(int queued, List<AcceptorSample> samples) {
    serving.pool(samples, samples.size(), -1, queued);
  }

  private static List<AcceptorSample> workers(int count, Thread.State state, String... frames) {
    List<AcceptorSample> workers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      workers.add(sample("exec-" + i, state, frames));
    }
    return workers;
  }

  private static AcceptorSample sample(String name, Thread.State state, String... frames) {
    StackTraceElement[] stack = new StackTraceElement[frames.length];
    for (int i = 0; i < frames.length; i++) {
      stack[i] = frame(frames[i]);
    }
    return new AcceptorSample(name, state, stack, null, null, new StackTraceElement[0]);
  }

  private static StackTraceElement frame(String method) {
    int dot = method.lastIndexOf('.');
    boolean isNative = method.startsWith("java.") || method.startsWith("sun.");
    return new StackTraceElement(
        method.substring(0, dot),
        method.substring(dot + 1),
        (@Nullable String) null,
        isNative ? -2 : -1);
  }

  private Diagnosis judge() {
    evidence.serving = Asked.known(serving.threads(threads).build());
    return UnservedCauses.judge(evidence.build());
  }
}
