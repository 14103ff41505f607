package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Answers;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FirstBurst;
import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.JettyThreads;
import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.evidence.Turnover;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final long MILLIS = 1_000_000;
  private static final StackTraceElement[] NO_STACK = {};
  private static final String NETTY_LOOP = "io.netty.util.concurrent.SingleThreadEventExecutor.run";

  private static final String IN_POD =
      "A pod may set it once the kubelet's allowedUnsafeSysctls has it.";

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final AcceptorTally tally = new AcceptorTally();
  private long nowNanos;

  CausesTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1000 * MILLIS;
  }

  /** The order of the enum is that of the page and of the interface: readers look the first up. */
  @Test
  void causesStandInTheOrderOfTheirRules() {
    List<CauseId> ofRules =
        Causes.inOrder()
            .map(rule -> rule.getClass().getSimpleName())
            .map(name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT))
            .flatMap(name -> Arrays.stream(CauseId.values()).filter(id -> id.name().equals(name)))
            .collect(Collectors.toList());
    List<CauseId> sorted = ofRules.stream().sorted().collect(Collectors.toList());
    assertTrue(ofRules.size() > 10, () -> "the search is blind: " + ofRules);
    assertEquals(sorted, ofRules);
  }

  @Test
  void namesTheTopmostFrameOfNeitherJdkNorServer() {
    add(
        Thread.State.TIMED_WAITING,
        null,
        null,
        "java.lang.Thread.sleep",
        "com.acme.Shop.load",
        "org.eclipse.jetty.server.ServerConnector.accepted",
        "java.lang.Thread.run");
    Diagnosis diagnosis = judge();
    assertEquals("accept_thread_blocked", diagnosis.cause().key());
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.load (Source.java:7), asleep.",
        diagnosis.statement());
  }

  @Test
  void aServerThatSaysItselfWhyIsBelieved() {
    for (int i = 0; i < 9; i++) {
      add(
          Thread.State.WAITING,
          "org.apache.tomcat.util.threads.LimitLatch$Sync",
          null,
          "jdk.internal.misc.Unsafe.park",
          "java.util.concurrent.locks.LockSupport.park",
          "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait",
          "org.apache.tomcat.util.net.Acceptor.run");
    }
    evidence.connections = Asked.known(new Connections(200, 0, 0, 0));
    Diagnosis diagnosis = judge();
    assertEquals("connection_limit", diagnosis.cause().key());
    assertEquals(
        "Tomcat reached maxConnections. It holds 200 connections. Thread \"acceptor\" is in"
            + " org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait (Source.java:7), waiting"
            + " for org.apache.tomcat.util.threads.LimitLatch$Sync, in 9 of 9 samples within 0.8 s.",
        diagnosis.statement());
    evidence.server =
        new ServerIdentity(
                KnownServers.titled("Spring Boot (Tomcat)"), null, null, new StackTraceElement[0])
            .now(name -> false);
    assertTrue(judge().advice().contains("server.tomcat.max-connections"), judge().advice());
  }

  /** It runs the server's code, and reads a file that may be long. */
  @Test
  void whatIsExpensiveIsNotFetchedForACauseThatOnlyContributes() {
    for (int i = 0; i < 9; i++) {
      add(
          Thread.State.WAITING,
          "org.apache.tomcat.util.threads.LimitLatch$Sync",
          null,
          "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait");
    }
    AtomicInteger fetched = new AtomicInteger();
    evidence.figures =
        Asked.of(
            ServerFigures.UNKNOWN,
            () -> new ServerFigures(200, 200, -1, fetched.incrementAndGet(), 10));
    evidence.descriptors = new Descriptors(100, 100);
    assertEquals(CauseId.FD_EXHAUSTION, judge().cause());
    assertEquals(List.of(CauseId.CONNECTION_LIMIT), judge().contributing());
    assertEquals(0, fetched.get());
    evidence.descriptors = Descriptors.UNKNOWN;
    assertEquals(CauseId.CONNECTION_LIMIT, judge().cause());
    assertEquals(1, fetched.get());
    assertTrue(judge().statement().contains("It counts 200 of 200 connections."));
  }

  /** For the JVM a native method that reads what has not come yet runs. */
  @Test
  void anAcceptorThatReadsFromAClientIsNotSaidToRun() {
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.nio.ch.NioSocketImpl.tryRead",
        "sun.nio.ch.NioSocketImpl.implRead",
        "com.acme.Shop.readLine");
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.readLine (Source.java:7), waiting for a socket.",
        judge().statement());
  }

  @Test
  void whatRunsInThatVeryMethodIsNotNamedTwice() {
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.spin", "java.lang.Thread.run");
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.spin (Source.java:7), running.",
        judge().statement());
  }

  /** It spins if a loop does not accept a connection that was reported to it. */
  @Test
  void aSelectorThatWorksOffWhatItWasToldIsNoWorkOfTheApplication() {
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "sun.nio.ch.EPollSelectorImpl.processEvents",
        "sun.nio.ch.EPollSelectorImpl.doSelect",
        "sun.nio.ch.SelectorImpl.select",
        "com.acme.Shop.loop");
    assertEquals(CauseId.UNKNOWN, judge().cause());
  }

  @Test
  void aPlaceInAServerThatIsNotKnownIsShownAndNotGuessedAt() {
    add(Thread.State.WAITING, null, null, "jdk.internal.misc.Unsafe.park", "io.netty.Mystery.wait");
    assertEquals("unknown", judge().cause().key());
    assertTrue(judge().statement().contains("io.netty.Mystery.wait"), judge().statement());
  }

  @Test
  void jettyIsPausedUnlessALimitIsInUse() {
    add(
        Thread.State.WAITING,
        null,
        null,
        "jdk.internal.misc.Unsafe.park",
        "org.eclipse.jetty.server.AbstractConnector$Acceptor.run");
    assertEquals("paused", judge().cause().key());
    evidence.loaded = new Answers("org.eclipse.jetty.server.ConnectionLimit"::equals);
    assertEquals("connection_limit", judge().cause().key());
  }

  @Test
  void theSameStandstillHasThreeNames() {
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    evidence.troubleNanos = 1500 * MILLIS;
    evidence.host = host(1300, 0, 0, 0);
    assertEquals("process_stopped", judge().cause().key());
    assertEquals(List.of(CauseId.ACCEPT_THREAD_BLOCKED), judge().contributing());
    evidence.host = host(1300, 1250, 1260, 0);
    assertEquals("stop_the_world", judge().cause().key());
    assertTrue(judge().statement().contains("garbage collection: 1.3 s of the last 1.5 s"));
    evidence.host = host(1300, 1250, 0, 0);
    assertEquals("stop_the_world", judge().cause().key(), "the safepoint is not counted yet");
    evidence.host = host(1300, 0, 1260, 0);
    assertEquals("stop_the_world", judge().cause().key());
    assertTrue(judge().statement().contains("no garbage collection"), judge().statement());
    evidence.host = host(1300, 20, 30, 1200);
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.host = host(300, 0, 0, 0);
    assertEquals("accept_thread_blocked", judge().cause().key(), "too short to explain it");
  }

  /** A collection works; what wakes even threads that wait for ever, and uses no CPU, is a stop. */
  @Test
  void aStopInTheMidstOfACollectionIsNoCollection() {
    evidence.troubleNanos = 1500 * MILLIS;
    evidence.host = host(1300, 1250, 1260, 0, 90, 2);
    assertEquals("process_stopped", judge().cause().key());
    assertEquals(
        "The whole process stood still for 1.3 s of the last 1.5 s, and used no more than 0.1 s of"
            + " CPU.",
        judge().statement());
    assertTrue(judge().certainAtOnce());
    evidence.host = host(1300, 0, 1260, 0, 90, 2);
    assertEquals("process_stopped", judge().cause().key(), "any safepoint");
    evidence.host = host(1300, 1250, 1260, 0, 1200, 2);
    assertEquals("stop_the_world", judge().cause().key(), "it worked");
    evidence.host = host(1300, 1250, 1260, 0, 90, 1);
    assertEquals("stop_the_world", judge().cause().key(), "it may swap; a signal came");
    evidence.host = host(1300, 1250, 1260, 0, -1, 2);
    assertEquals("stop_the_world", judge().cause().key());
  }

  /** The sampler waited at a safepoint that is not counted yet, for a thread without a CPU. */
  @Test
  void aProcessThatWorksIsNotStopped() {
    evidence.troubleNanos = 1500 * MILLIS;
    evidence.host = host(1300, 0, 0, 0, 1400, 0);
    assertEquals("unknown", judge().cause().key());
    evidence.host = host(1300, 0, 0, 0, 100, 0);
    assertEquals("process_stopped", judge().cause().key(), "a debugger of the JVM's");
    assertFalse(judge().certainAtOnce(), "what it was may be counted by the next poll");
    evidence.host = host(1300, 0, 0, 0, 1400, 2);
    assertEquals("process_stopped", judge().cause().key(), "it worked before it was stopped");
  }

  @Test
  void aQuotaThatHoldsTheProcessBackComesBeforeWhatItsThreadsDo() {
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    HostReading before = new HostReading();
    before.quotaPeriods = 100;
    before.throttledPeriods = 10;
    HostReading after = new HostReading();
    after.quotaPeriods = 140;
    after.throttledPeriods = 45;
    evidence.host = new HostPeriod(4000 * MILLIS, 0, before, after);
    assertEquals("cpu_starvation", judge().cause().key());
    assertTrue(judge().statement().contains("throttled in 35 of the last 40 periods"));
  }

  /** Its threads reach a safepoint late for want of a CPU; a collection is another matter. */
  @Test
  void aQuotaComesBeforeThePausesThatItMakesLong() {
    evidence.troubleNanos = 400 * MILLIS;
    HostReading before = new HostReading();
    before.quotaPeriods = 100;
    before.throttledPeriods = 10;
    before.safepointMillis = 0;
    before.gcMillis = 0;
    HostReading after = new HostReading();
    after.quotaPeriods = 108;
    after.throttledPeriods = 15;
    after.safepointMillis = 210;
    after.gcMillis = 0;
    evidence.host = new HostPeriod(800 * MILLIS, 205 * MILLIS, before, after);
    assertEquals("cpu_starvation", judge().cause().key());
    after.gcMillis = 200;
    evidence.host = new HostPeriod(800 * MILLIS, 205 * MILLIS, before, after);
    assertEquals("stop_the_world", judge().cause().key());
    after.gcMillis = 0;
    after.throttledPeriods = 11;
    evidence.host = new HostPeriod(800 * MILLIS, 205 * MILLIS, before, after);
    assertEquals("stop_the_world", judge().cause().key());
  }

  @Test
  void aHypervisorThatKeepsTheCpusIsNoStop() {
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    HostReading before = new HostReading();
    before.stolenMillis = 330;
    before.runDelayNanos = 0;
    HostReading after = new HostReading();
    after.stolenMillis = 1630;
    after.runDelayNanos = 0;
    evidence.host = new HostPeriod(1500 * MILLIS, 1300 * MILLIS, before, after);
    assertEquals("cpu_starvation", judge().cause().key());
    after.stolenMillis = 350;
    evidence.host = new HostPeriod(1500 * MILLIS, 1300 * MILLIS, before, after);
    assertEquals("process_stopped", judge().cause().key());
  }

  @Test
  void anAcceptorHeldUpInAcceptWaitsForACpuOnlyWhereCpusAreScarce() {
    for (int i = 0; i < 3; i++) {
      add(
          Thread.State.RUNNABLE,
          null,
          null,
          "sun.nio.ch.Net.accept",
          "java.net.ServerSocket.accept");
    }
    assertEquals("cpu_starvation", judge().cause().key());
    HostReading before = new HostReading();
    before.cpuPressureMicros = 0;
    HostReading after = new HostReading();
    after.cpuPressureMicros = 20_000;
    evidence.host = new HostPeriod(1500 * MILLIS, 0, before, after);
    assertEquals("unknown", judge().cause().key());
    after.cpuPressureMicros = 1_200_000;
    evidence.host = new HostPeriod(1500 * MILLIS, 0, before, after);
    assertEquals("cpu_starvation", judge().cause().key());
  }

  @Test
  void aThreadThatTheKernelHasReadyWaitsForACpuWhereverItIs() {
    ranInAccept(Readiness.READY);
    evidence.length = 0;
    assertEquals("cpu_starvation", judge().cause().key(), "its queue is empty by now");
    assertEquals(
        "Thread \"acceptor\" could run in 3 of 3 samples and had a CPU for 0 % of 0.2 s.",
        judge().statement());
    tally.clear();
    runFor(0, 4, Readiness.READY, "com.acme.Shop.write");
    evidence.host = pressed(20_000);
    assertEquals("cpu_starvation", judge().cause().key(), "as on a core of its own");
    tally.clear();
    runFor(0, 1, Readiness.READY, "com.acme.Shop.write");
    nowNanos += 800 * MILLIS;
    runFor(0, 1, Readiness.READY, "com.acme.Shop.read");
    assertEquals("cpu_starvation", judge().cause().key(), "it moves, and seldom runs");
    tally.clear();
    runFor(0, 1, Readiness.READY, "com.acme.Shop.write");
    add(
        new AcceptorSample("acceptor", Thread.State.RUNNABLE, NO_STACK, null, null, NO_STACK)
            .havingRun(2 * MILLIS, 7, Readiness.READY));
    assertNull(tally.latest(), "it was not asked where it is");
    nowNanos += 200 * MILLIS;
    assertTrue(tally.starves());
    add(
        new AcceptorSample("acceptor", Thread.State.RUNNABLE, NO_STACK, null, null, NO_STACK)
            .havingRun(3 * MILLIS, 7, Readiness.READY));
    assertEquals("cpu_starvation", judge().cause().key());
  }

  @Test
  void aThreadThatTheKernelHasAsleepWaitsForNoCpu() {
    ranInAccept(Readiness.ASLEEP);
    evidence.length = 5;
    evidence.host = pressed(1_200_000);
    assertEquals("unknown", judge().cause().key());
    tally.clear();
    runFor(0, 2, Readiness.ASLEEP, "com.acme.Shop.write");
    evidence.host = host(0, 0, 0, 700);
    assertEquals("accept_thread_blocked", judge().cause().key());
    tally.clear();
    runFor(0, 2, Readiness.READY, "com.acme.Shop.write");
    assertEquals("unknown", judge().cause().key(), "a tenth of a second is too short");
  }

  /** Its queue fills up for a moment, again and again, and it works that off at full speed. */
  @Test
  void whatAThreadDidWhileItWasNotLookedAtIsNoWantOfACpu() {
    for (int i = 0; i < 6; i++) {
      ran(7, i * 18L * MILLIS, Readiness.READY);
      tally.interrupt();
      assertFalse(tally.wantedCpu());
    }
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void theCpuTimesOfTwoThreadsAreNotCompared() {
    for (int i = 0; i < 6; i++) {
      ran(7 + i % 2, (3 + i) * MILLIS, Readiness.READY);
    }
    assertFalse(tally.starves());
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void aThreadOfAPoolThatGetsNoCpuNeedNotBeTheOneThatWouldAccept() {
    for (int i = 0; i < 6; i++) {
      ran(7, 0, Readiness.READY);
    }
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.acceptsInPool = true;
    assertEquals("unknown", judge().cause().key());
  }

  /** Up to Java 18 all threads stop until a thread without a CPU has stopped as well. */
  @Test
  void aThreadWithoutACpuHoldsUpTheSafepointsOfAll() {
    evidence.troubleNanos = 1_300 * MILLIS;
    evidence.host = host(700, 0, 700, 0);
    ran(7, 0, Readiness.UNKNOWN);
    assertEquals("stop_the_world", judge().cause().key());
    for (int i = 0; i < 4; i++) {
      ran(7, 0, Readiness.READY);
    }
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.host = host(700, 700, 700, 0);
    assertEquals(
        "stop_the_world", judge().cause().key(), "a collection needs no thread to stop late");
  }

  @Test
  void aThreadThatStarvedAndIsBlockedNowIsBlocked() {
    for (int i = 0; i < 5; i++) {
      ran(7, 0, Readiness.READY);
    }
    assertEquals("cpu_starvation", judge().cause().key());
    for (int i = 0; i < 8; i++) {
      add(Thread.State.WAITING, "java.util.concurrent.Semaphore", null, "com.acme.Shop.write");
    }
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  private void ran(long thread, long nanos, Readiness readiness) {
    add(
        new AcceptorSample(
                "acceptor",
                Thread.State.RUNNABLE,
                stack("com.acme.Shop.write"),
                null,
                null,
                NO_STACK)
            .havingRun(nanos, thread, readiness));
  }

  private void ranInAccept(Readiness readiness) {
    runFor(0, 3, readiness, "sun.nio.ch.Net.accept", "java.net.ServerSocket.accept");
  }

  @Test
  void noDescriptorLeft() {
    evidence.descriptors = new Descriptors(79, 80);
    assertEquals("fd_exhaustion", judge().cause().key());
    evidence.descriptors = new Descriptors(70, 80);
    assertEquals("unknown", judge().cause().key());
  }

  /** ENFILE: another limit than that of the process, which has some left. */
  @Test
  void noFileLeftOfTheMachine() {
    evidence.descriptors = new Descriptors(70, 80, true);
    Diagnosis diagnosis = judge();
    assertEquals("fd_exhaustion", diagnosis.cause().key());
    assertEquals(
        "The machine may open no more files or connections (fs.file-max); this process has 70 of its"
            + " 80 file descriptors in use.",
        diagnosis.statement());
    assertTrue(String.valueOf(diagnosis.advice()).startsWith("Raise fs.file-max"));
    evidence.descriptors = new Descriptors(-1, 80, true);
    assertTrue(String.valueOf(judge().statement()).endsWith("connections (fs.file-max)."));
  }

  @Test
  void aBurstIsBlamedOnTheQueueOnlyWhileTheAcceptorIsWell() {
    burst(600, true, true);
    assertEquals("backlog_too_small", judge().cause().key());
    assertEquals(
        "600 connections came within 0.2 s, and the queue has room for 51.", judge().statement());
    assertEquals(
        "Raise the backlog given to listen (bind) to at least 1024, and net.core.somaxconn to no"
            + " less.",
        judge().advice());
    for (int i = 0; i < 3; i++) {
      add(Thread.State.TIMED_WAITING, null, null, "java.lang.Thread.sleep", "com.acme.Shop.load");
    }
    evidence.acceptedPerSecond = 0;
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertEquals("Find out what the acceptor waits for there.", judge().advice());
  }

  @Test
  void theAdviceOnTheBacklogSaysWhatTheKernelAllows() {
    burst(600, true, true);
    evidence.somaxconn = 4096;
    assertTrue(
        judge()
            .advice()
            .endsWith("at least 1024; net.core.somaxconn is 4096 here, which is enough."),
        judge().advice());
    evidence.somaxconn = 1000;
    assertTrue(
        judge()
            .advice()
            .endsWith("at least 1000; net.core.somaxconn is 1000 here, which is enough."),
        judge().advice());
    evidence.somaxconn = 599;
    assertTrue(
        judge()
            .advice()
            .endsWith("at least 1024, and net.core.somaxconn, which is 599 here, to no less."),
        judge().advice());
    evidence.inPod = true;
    assertEquals(IN_POD, judge().besides());
    evidence.somaxconn = 4096;
    assertTrue(judge().advice().endsWith("is 4096 here, which is enough."), judge().advice());
  }

  /** Those refused come again after a second; until then more clients may be found. */
  @Test
  void nothingIsAdvisedBeforeTheSizeOfABurstIsKnown() {
    burst(300, true, false);
    assertEquals("unknown", judge().cause().key());
    assertNull(judge().advice());
  }

  @Test
  void aBurstOfWhichTheSizeIsNotKnown() {
    burst(-1, false, true);
    assertEquals("backlog_too_small", judge().cause().key());
    assertEquals(
        "More connections came at once than the queue holds, and the queue has room for 51.",
        judge().statement());
    assertEquals("Raise the backlog given to listen (bind) above 50.", judge().advice());
    burst(700, false, true);
    assertTrue(judge().statement().startsWith("Up to 700 connections came"), judge().statement());
  }

  @Test
  void theAcceptorIsWellOnlyWhereThatWasSeen() {
    burst(600, true, true);
    assertFalse(judge().statement().contains("acceptor"), judge().statement());
    add(Thread.State.RUNNABLE, null, null, "sun.nio.ch.EPoll.wait", "com.acme.Shop.listen");
    assertTrue(
        judge().statement().endsWith(" The acceptor waited for connections in 1 of 1 sample."),
        judge().statement());
  }

  @Test
  void recognisesAStormByWhatCameBefore() {
    burst(600, true, true);
    evidence.peakPerSecond = 6000;
    evidence.usualPerSecond = 40;
    evidence.usualNanos = 12_340 * MILLIS;
    assertEquals("connection_storm", judge().cause().key());
    assertEquals(
        "600 connections came within 0.2 s, after 40 a second in the 12.3 s before.",
        judge().statement());
  }

  @Test
  void aCappedBacklogMayBeTooShortAsItWasAskedFor() {
    burst(600, true, true);
    evidence.requestedBacklog = 1024;
    assertEquals("backlog_capped", judge().cause().key());
    assertEquals(
        "Raise net.core.somaxconn of this network namespace to 1024 and restart the server.",
        judge().advice());
    evidence.requestedBacklog = 128;
    assertEquals(
        "Raise net.core.somaxconn of this network namespace to 1024, the backlog given to listen"
            + " (bind) to no less, and restart the server.",
        judge().advice());
    evidence.inPod = true;
    assertEquals(IN_POD, judge().besides());
  }

  /** No kernel before 5.5 takes more than 65535, and nobody needs two thousand million. */
  @Test
  void aServerThatAsksForAllThereIsNeedsOnlyWhatCame() {
    burst(600, true, true);
    evidence.requestedBacklog = Integer.MAX_VALUE;
    assertEquals(
        "Raise net.core.somaxconn of this network namespace to 65535 and restart the server.",
        judge().advice());
    evidence.somaxconn = 65_535;
    assertEquals(
        "Restart the server: net.core.somaxconn is 65535 by now, which is enough.",
        judge().advice());
    evidence.somaxconn = 50;
    burst(40_000, true, true);
    assertTrue(judge().advice().contains("to 65535 and"), judge().advice());
    evidence.requestedBacklog = -1;
    evidence.somaxconn = 4096;
    assertEquals(
        "Raise the backlog given to listen (bind) to at least 65535, and net.core.somaxconn, which"
            + " is 4096 here, to no less.",
        judge().advice());
  }

  /** Raised alone, it would be cut to what it is. */
  @Test
  void aBacklogAtTheKernelsLimitIsNotToBeRaisedAlone() {
    burst(600, true, true);
    evidence.burst = FirstBurst.UNKNOWN;
    evidence.requestedBacklog = 50;
    evidence.somaxconn = 50;
    evidence.inPod = true;
    assertEquals(
        "Raise the backlog given to listen (bind) above 50, and net.core.somaxconn, which is 50"
            + " here, as far.",
        judge().advice());
    assertEquals(IN_POD, judge().besides());
    evidence.somaxconn = 4096;
    assertEquals("Raise the backlog given to listen (bind) above 50.", judge().advice());
    assertNull(judge().besides());
  }

  @Test
  void whatCameJustBeforeAsWellIsNotToWaitInALongerQueue() {
    burst(120, true, true);
    evidence.limit = 10;
    evidence.burst = evidence.burst.amidst(18, 550);
    assertEquals(
        "120 connections came within 0.2 s, after 550 a second, and the queue has room for 11.",
        judge().statement());
    assertTrue(judge().advice().contains("to at least 32,"), judge().advice());
    evidence.burst = evidence.burst.amidst(18, 50);
    assertEquals(
        "120 connections came within 0.2 s, and the queue has room for 11.", judge().statement());
    assertTrue(judge().advice().contains("to at least 128,"), judge().advice());
  }

  /** Its own loop takes the listener off, and has a reason that no server's pause has. */
  @Test
  void anApplicationsSelectorThatDoesNotAskForConnections() {
    selecting("com.acme.Gateway.loop");
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    assertEquals("paused", judge().cause().key());
    assertEquals("Find out why the application took it off: a limit of its own?", judge().advice());
  }

  /** As with listen(fd, 0) of native code. */
  @Test
  void aQueueForOne() {
    burst(3, true, true);
    evidence.limit = 0;
    assertEquals(
        "3 connections came within 0.2 s, and the queue has room for 1.", judge().statement());
    assertTrue(judge().advice().contains("to at least 4,"), judge().advice());
  }

  @Test
  void aKeyThatThisVersionHasNotIsNotAdvised() {
    burst(600, true, true);
    evidence.server =
        new ServerIdentity(KnownServers.titled("ZooKeeper"), "3.5.10", null, NO_STACK);
    assertTrue(
        judge()
            .advice()
            .startsWith("Raise its backlog (ZooKeeper has a key for it from 3.6 on) to at least"),
        judge().advice());
    evidence.server = new ServerIdentity(KnownServers.titled("ZooKeeper"), "3.9.5", null, NO_STACK);
    assertTrue(judge().advice().startsWith("Raise clientPortListenBacklog to"), judge().advice());
    evidence.server = new ServerIdentity(KnownServers.titled("Kafka"), null, null, NO_STACK);
    assertTrue(
        judge().advice().startsWith("Raise socket.listen.backlog.size (from Kafka 3.2 on) to"),
        judge().advice());
    evidence.requestedBacklog = 50;
    assertTrue(
        judge().advice().startsWith("Raise socket.listen.backlog.size to"), judge().advice());
    StackTraceElement[] bound = {
      new StackTraceElement("sun.nio.ch.ServerSocketAdaptor", "bind", null, 1),
      new StackTraceElement("kafka.network.Acceptor", "openServerSocket", null, 1)
    };
    evidence.server = new ServerIdentity(KnownServers.titled("Kafka"), null, null, bound);
    assertTrue(
        judge().advice().startsWith("Raise its backlog (Kafka has a key for it from 3.2 on) to"),
        judge().advice());
  }

  /** listen() read the limit of that time. */
  @Test
  void aCapThatWasRaisedMeanwhileNeedsARestartOnly() {
    burst(600, true, true);
    evidence.requestedBacklog = 1024;
    evidence.somaxconn = 4096;
    evidence.inPod = true;
    assertEquals("backlog_capped", judge().cause().key());
    assertEquals(
        "Restart the server: net.core.somaxconn is 4096 by now, which is enough.",
        judge().advice());
    assertNull(judge().besides());
    evidence.requestedBacklog = 128;
    assertEquals(
        "Raise the backlog given to listen (bind) to at least 1024 and restart the server:"
            + " net.core.somaxconn is 4096 by now, which is enough.",
        judge().advice());
    evidence.somaxconn = 512;
    assertTrue(judge().advice().startsWith("Raise net.core.somaxconn"), judge().advice());
  }

  /** The kernel counts what it refuses, whoever accepts. */
  @Test
  void aBurstAtAListenerWhoseAcceptsAreNotSeen() {
    burst(-1, false, false);
    evidence.unseen = true;
    evidence.acceptedPerSecond = 0;
    evidence.length = 0;
    assertEquals("unknown", judge().cause().key());
    burst(-1, false, true);
    evidence.acceptedPerSecond = 0;
    assertEquals("backlog_too_small", judge().cause().key());
    evidence.length = 51;
    assertEquals("not_hooked", judge().cause().key());
    // Its waits are not known, and after so long it may have stood still.
    evidence.length = 0;
    evidence.troubleNanos = 5000 * MILLIS;
    assertEquals("not_hooked", judge().cause().key());
  }

  /** Something else refused clients then, and a longer queue would not have helped. */
  @Test
  void aBurstForWhichThereWasRoomExplainsNothing() {
    burst(51, true, true);
    evidence.unseen = true;
    evidence.acceptedPerSecond = 0;
    evidence.length = 0;
    assertEquals("unknown", judge().cause().key());
    burst(52, true, true);
    evidence.acceptedPerSecond = 0;
    assertEquals("backlog_too_small", judge().cause().key());
  }

  /** As Tomcat's APR acceptor in the midst of a burst that it has taken. */
  @Test
  void aBurstThatAnAcceptorOfNativeCodeTakes() {
    burst(-1, false, true);
    evidence.length = 0;
    evidence.acceptedPerSecond = 0;
    evidence.foundBy = FoundAcceptor.By.SERVER;
    for (int i = 0; i < 3; i++) {
      add(
          Thread.State.RUNNABLE,
          null,
          null,
          "java.lang.Thread.start0",
          "org.apache.tomcat.util.threads.ThreadPoolExecutor.addWorker",
          "org.apache.tomcat.util.net.Acceptor.run");
    }
    assertEquals("backlog_too_small", judge().cause().key());
  }

  /** How many it takes is not known, and a fast one is always seen there. */
  @Test
  void anAcceptorOfNativeCodeThatIsInAccept() {
    evidence.host = pressed(400_000);
    for (int i = 0; i < 5; i++) {
      add(
          Thread.State.RUNNABLE,
          null,
          null,
          "org.apache.tomcat.jni.Socket.accept",
          "org.apache.tomcat.util.net.Acceptor.run");
    }
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.foundBy = FoundAcceptor.By.SERVER;
    assertEquals("unknown", judge().cause().key());
  }

  /** Tomcat's APR: native code accepts, but its thread is in plain sight. */
  @Test
  void theLimitOfAnAcceptorThatWasFoundByItsStack() {
    for (int i = 0; i < 3; i++) {
      add(
          Thread.State.WAITING,
          "org.apache.tomcat.util.threads.LimitLatch$Sync",
          null,
          "jdk.internal.misc.Unsafe.park",
          "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait",
          "org.apache.tomcat.util.net.AbstractEndpoint.countUpOrAwaitConnection",
          "org.apache.tomcat.util.net.Acceptor.run");
    }
    evidence.foundBy = FoundAcceptor.By.SERVER;
    evidence.unseen = true;
    assertEquals("connection_limit", judge().cause().key());
    evidence.unseen = false;
    evidence.everAccepted = false;
    assertEquals("connection_limit", judge().cause().key());
    evidence.foundBy = FoundAcceptor.By.ITS_ACCEPT;
    assertEquals("starting", judge().cause().key());
    evidence.unseen = true;
    assertEquals("not_hooked", judge().cause().key());
  }

  private void burst(long came, boolean exact, boolean settled) {
    evidence.overflowed = true;
    evidence.limit = 50;
    evidence.acceptedPerSecond = 900;
    evidence.burst = new FirstBurst(came, exact, 200 * MILLIS, settled);
  }

  @Test
  void aSelectorThatDoesNotAskForConnections() {
    selecting("org.xnio.nio.WorkerThread.run");
    evidence.acceptedPerSecond = 6;
    evidence.connections = Asked.known(new Connections(6, 0, 0, 0));
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    assertEquals("connection_limit", judge().cause().key());
    assertTrue(judge().statement().contains("high water"), judge().statement());
    evidence.acceptedLatelyPerSecond = 6;
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void aSelectorIsPausedOnlyWhereItsListenerWasReadNotToAsk() {
    selecting("org.apache.zookeeper.server.NIOServerCnxnFactory$AcceptThread.select");
    assertEquals("unknown", judge().cause().key());
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    assertEquals("paused", judge().cause().key());
    assertTrue(
        judge().statement().startsWith("The listener is not registered for accept. Thread"),
        judge().statement());
    assertEquals(
        "Resume it, or close the listener so that clients go elsewhere.", judge().advice());
    evidence.registration = Asked.known(Registration.NOWHERE);
    assertEquals("paused", judge().cause().key());
    assertTrue(judge().statement().contains("with no selector."), judge().statement());
    evidence.registration = Asked.known(Registration.FOR_ACCEPT);
    assertEquals("unknown", judge().cause().key());
    assertTrue(
        judge().statement().endsWith("; the listener is registered for accept."),
        judge().statement());
  }

  /** A moment ago it may have found no descriptor left; in a second it tries again. */
  @Test
  void nettyMayHaveTurnedItsListenerOffItself() {
    selecting(NETTY_LOOP);
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    evidence.troubleNanos = 500 * MILLIS;
    evidence.descriptors = new Descriptors(120, 200, false);
    assertEquals("unknown", judge().cause().key());
    evidence.descriptors = new Descriptors(120, 20_000, false);
    assertEquals("paused", judge().cause().key(), "too many were left");
    evidence.descriptors = new Descriptors(120, 200, false);
    evidence.troubleNanos = 1_300 * MILLIS;
    assertEquals("paused", judge().cause().key(), "it would have tried again");
  }

  @Test
  void nobodyHasAcceptedYet() {
    evidence.everAccepted = false;
    evidence.knownNanos = 3200 * MILLIS;
    assertEquals("starting", judge().cause().key());
    assertTrue(judge().statement().contains("bound for 3.2 s"), judge().statement());
  }

  @Test
  void itsTwinInThisProcessIsAcceptedFrom() {
    evidence.everAccepted = false;
    evidence.twinAccepts = true;
    evidence.knownNanos = 3200 * MILLIS;
    assertEquals("starting", judge().cause().key());
    assertEquals(
        "Another socket of this process has this address (SO_REUSEPORT) and is accepted from; this"
            + " one is not, bound for 3.2 s. The kernel gives each its share of the clients.",
        judge().statement());
    assertEquals("Accept on both, or close this one.", judge().advice());
  }

  @Test
  void jettyIsNotStartingWhenItsPoolHasNoThreadForTheAcceptor() {
    evidence.everAccepted = false;
    evidence.knownNanos = 3200 * MILLIS;
    String selects = "org.eclipse.jetty.io.ManagedSelector.select";
    add(Thread.State.RUNNABLE, null, null, selects);
    evidence.jettyThreads = JettyThreads.of(List.of(List.of(tally.view().sample())));
    tally.clear();
    assertFalse(judge().advice().contains("maxThreads"), "the pool is another's");
    String runs = "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.run";
    add(Thread.State.RUNNABLE, null, null, selects, runs);
    evidence.jettyThreads = JettyThreads.of(List.of(List.of(tally.view().sample())));
    tally.clear();
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertEquals(
        "It has been bound for 3.2 s, and no thread runs Jetty's acceptor: the pool has none to"
            + " spare beside its selector (\"acceptor\").",
        judge().statement());
    assertTrue(judge().advice().contains("jetty.threadPool.maxThreads"), judge().advice());
    evidence.everAccepted = true;
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void saysWhatIsDoneInTheWrongPlace() {
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "java.net.SocketInputStream.socketRead0",
        "sun.security.ssl.SSLSocketImpl.startHandshake",
        "com.acme.Shop.welcome");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("com.acme.Shop.welcome"), judge().statement());
    assertTrue(judge().statement().contains("TLS handshake"), judge().statement());
  }

  /** There is room for them in the queue, but no time. */
  @Test
  void fewerConnectionsHelpAnAcceptorThatIsBusyAccepting() {
    for (int i = 0; i < 5; i++) {
      add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.greet");
    }
    evidence.turnover = new Turnover(1_800, 1_800, 2_000 * MILLIS);
    evidence.acceptedLatelyPerSecond = 2;
    assertNull(judge().besides());
    evidence.acceptedLatelyPerSecond = 190;
    assertTrue(String.valueOf(judge().besides()).startsWith("Besides, all 1800"));
  }

  @Test
  void aBusyAcceptorThatGetsOnIsNotStuck() {
    for (int i = 0; i < 5; i++) {
      add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.greet");
    }
    evidence.acceptedLatelyPerSecond = 190;
    assertEquals("accept_rate_ceiling", judge().cause().key());
    evidence.acceptedLatelyPerSecond = 2;
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  /** Each second more come than are taken. A burst leaves an acceptor that can keep up in peace. */
  @Test
  void tooManyAllTheTimeAreNoBurst() {
    for (int i = 0; i < 5; i++) {
      add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.greet");
    }
    evidence.overflowed = true;
    evidence.everAccepted = true;
    evidence.limit = 50;
    evidence.length = 51;
    evidence.waitMaxMillis = 260;
    evidence.acceptedPerSecond = 200;
    evidence.acceptedLatelyPerSecond = 200;
    FirstBurst burst =
        new FirstBurst(450, true, 1_000 * MILLIS, true).amidst(200, 200).keptFull(true);
    evidence.burst = burst;
    assertEquals("accept_rate_ceiling", judge().cause().key());
    evidence.burst = burst.keptFull(false);
    assertEquals("backlog_too_small", judge().cause().key());
    evidence.burst = burst.keptFull(true);
    evidence.acceptsInPool = true;
    assertEquals("backlog_too_small", judge().cause().key(), "others may be free");
  }

  /** An event loop that computes is another matter than one that is given no CPU to compute. */
  @Test
  void anEventLoopWithoutACpuIsNotBlocked() {
    runFor(100 * MILLIS, 5, "com.acme.Shop.greet", NETTY_LOOP);
    evidence.host = pressed(1_200_000);
    assertEquals("event_loop_blocked", judge().cause().key(), "it has a CPU all the time");
    tally.clear();
    runFor(15 * MILLIS, 5, "com.acme.Shop.greet", NETTY_LOOP);
    assertEquals("cpu_starvation", judge().cause().key());
    assertEquals(
        "Thread \"acceptor\" could run and had a CPU for 15 % of the time, in 5 of 5 samples within"
            + " 0.4 s. It is in com.acme.Shop.greet (Source.java:7).",
        judge().statement());
    assertFalse(judge().contributing().contains(CauseId.EVENT_LOOP_BLOCKED));
    evidence.host = pressed(20_000);
    assertEquals("event_loop_blocked", judge().cause().key(), "CPUs are free");
  }

  /** With a larger quota it would be kept there just so. */
  @Test
  void anAcceptorThatUsesUpTheQuotaItselfIsNotShortOfCpu() {
    runFor(50 * MILLIS, 10, "com.acme.Shop.match");
    evidence.host = throttled(500);
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("com.acme.Shop.match"), judge().statement());
    evidence.host = throttled(2000);
    assertEquals("cpu_starvation", judge().cause().key(), "others use most of it");
    evidence.host = throttled(500);
    evidence.acceptedPerSecond = 3;
    assertEquals("cpu_starvation", judge().cause().key(), "it gets on, as far as it may");
    evidence.acceptedPerSecond = 0;
    evidence.acceptsInPool = true;
    assertEquals("cpu_starvation", judge().cause().key(), "another may accept");
    evidence.acceptsInPool = false;
    evidence.host = stolen(500);
    assertEquals("cpu_starvation", judge().cause().key(), "there is no quota");
  }

  @Test
  void anEventLoopUnderASmallQuotaThatComputesForOneIsBlocked() {
    runFor(20 * MILLIS, 20, "com.acme.Shop.match", NETTY_LOOP);
    evidence.host = throttled(200);
    assertEquals("event_loop_blocked", judge().cause().key());
    tally.clear();
    runFor(20 * MILLIS, 5, "com.acme.Shop.match", NETTY_LOOP);
    assertEquals("cpu_starvation", judge().cause().key(), "it has had too little to tell");
  }

  /** Most of a second, in which the process has had so many milliseconds of CPU time. */
  private static HostPeriod stolen(long cpuMillis) {
    HostReading before = new HostReading();
    before.stolenMillis = 0;
    before.cpuMillis = 0;
    HostReading after = new HostReading();
    after.stolenMillis = 900;
    after.cpuMillis = cpuMillis;
    return new HostPeriod(1000 * MILLIS, 900 * MILLIS, before, after);
  }

  /** In all periods of a second, of which the process has had so many milliseconds of CPU time. */
  private static HostPeriod throttled(long cpuMillis) {
    HostReading before = new HostReading();
    before.quotaPeriods = 0;
    before.throttledPeriods = 0;
    before.cpuMillis = 0;
    HostReading after = new HostReading();
    after.quotaPeriods = 10;
    after.throttledPeriods = 10;
    after.cpuMillis = cpuMillis;
    return new HostPeriod(1000 * MILLIS, 0, before, after);
  }

  /** Nothing but the lack of CPU time shows it: for the JVM it runs, and no lock is known. */
  @Test
  void anAcceptorMayWaitForAStaticInitialiser() {
    runFor(0, 5, "com.acme.Shop.load");
    AcceptorSample initialising =
        new AcceptorSample(
            "filler",
            Thread.State.TIMED_WAITING,
            stack("java.lang.Thread.sleep", "com.acme.Db.connect", "com.acme.Goods.<clinit>"),
            null,
            null,
            NO_STACK);
    evidence.host = pressed(1_200_000);
    AcceptorSample other =
        new AcceptorSample("x", Thread.State.WAITING, NO_STACK, null, null, NO_STACK);
    evidence.holders =
        Holders.ofInitialiser(tally.latest(), List.of(tally.latest(), other, initialising));
    Diagnosis diagnosis = judge();
    assertEquals("accept_thread_blocked", diagnosis.cause().key());
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.load (Source.java:7), in 5 of 5 samples within 0.4"
            + " s. It has no CPU: it may wait until thread \"filler\" has initialised com.acme.Goods,"
            + " and is in Db.connect, asleep.",
        diagnosis.statement());
    assertEquals(Initialiser.ADVICE, diagnosis.advice());
    assertEquals(
        Holders.NONE, Holders.ofInitialiser(other, List.of(initialising, initialising)), "which?");
  }

  @Test
  void anAcceptorInAStaticInitialiser() {
    add(
        Thread.State.TIMED_WAITING,
        null,
        null,
        "java.lang.Thread.sleep",
        "com.acme.Db.connect",
        "com.acme.Goods.<clinit>",
        "com.acme.Shop.load");
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Db.connect (Source.java:7), asleep. It is in the static"
            + " initialiser of com.acme.Goods.",
        judge().statement());
    assertEquals(Initialiser.ADVICE, judge().advice());
  }

  /** A pool that was given to it has none of its settings. */
  @Test
  void aServersKeyIsNoneOfThePoolsThatItWasGiven() {
    evidence.server = new ServerIdentity(KnownServers.titled("Jetty"), null, null, NO_STACK);
    assertEquals(
        "Raise the maxThreads of its QueuedThreadPool", Server.raiseWorkers(evidence.build()));
    evidence.workers = Workers.of(List.of()).ofPool("java.util.concurrent.ThreadPoolExecutor");
    assertEquals("Give the pool more threads", Server.raiseWorkers(evidence.build()));
    evidence.workers = evidence.workers.ofPool("com.acme.WatchedQueuedThreadPool");
    assertEquals(
        "Raise the maxThreads of its QueuedThreadPool", Server.raiseWorkers(evidence.build()));
  }

  /** With a larger pool it would fail to create threads, which is worse than to be slow. */
  @Test
  void morePoolThreadsComeAfterTheRoomForThem() {
    evidence.server = new ServerIdentity(KnownServers.titled("Tomcat"), null, null, NO_STACK);
    assertEquals("Raise maxThreads", raiseWorkers(TaskLimit.By.CGROUP, 462, 512));
    assertEquals(
        "Raise pids.max first; the cgroup allows 512 tasks, and it has 463. Then raise maxThreads",
        raiseWorkers(TaskLimit.By.CGROUP, 463, 512));
    assertEquals(
        "Raise TasksMax first; systemd allows the service 512 tasks, and it has 512. Then raise"
            + " maxThreads",
        raiseWorkers(TaskLimit.By.SYSTEMD, 512, 512));
    assertEquals(
        "Raise the limit of threads first (ulimit -u); the user may have 200, and this process"
            + " alone has 190. Then raise maxThreads",
        raiseWorkers(TaskLimit.By.USER, 190, 200));
    AcceptorSample busy =
        new AcceptorSample(
            "worker", Thread.State.RUNNABLE, stack("com.acme.Shop.load"), null, null, NO_STACK);
    evidence.workers = Workers.of(List.of(busy), 0, 200, 200);
    assertEquals("Raise maxThreads", raiseWorkers(TaskLimit.By.CGROUP, 300, 500));
    assertEquals(
        "Raise pids.max first; the cgroup allows 500 tasks, and it has 301. Then raise maxThreads",
        raiseWorkers(TaskLimit.By.CGROUP, 301, 500));
    assertEquals(
        "Find out what keeps them there. To let more threads do that work, raise pids.max first;"
            + " the cgroup allows 500 tasks, and it has 301.",
        PoolWords.advice(evidence.build(), evidence.workers));
  }

  private String raiseWorkers(TaskLimit.By by, int used, int allowed) {
    evidence.tasks = Asked.known(new TaskLimit(by, used, allowed));
    return Server.raiseWorkers(evidence.build());
  }

  /** It may come of a lock that was merely slow, in the very same method. */
  @Test
  void aDeadlockIsAnotherTroubleThanALock() {
    add(Thread.State.BLOCKED, "java.lang.Object", "writer", "com.acme.Shop.audit");
    Diagnosis before = judge();
    evidence.holders = new Holders(List.of(tally.latest()), true);
    assertEquals(before.cause(), judge().cause());
    assertTrue(before.isSameAs(before));
    assertFalse(judge().isSameAs(before));
    assertTrue(judge().isSameAs(judge()));
  }

  @Test
  void namesTheOwnerOfALock() {
    add(Thread.State.BLOCKED, "java.lang.Object", "writer", "com.acme.Shop.audit");
    String statement = judge().statement();
    assertTrue(
        statement.contains("blocked by a lock (java.lang.Object) that thread \"writer\" holds"),
        statement);
  }

  @Test
  void theAcceptorHasEnded() {
    tally.add(
        0,
        new AcceptorSample(
            "http-nio-80-Acceptor", Thread.State.TERMINATED, NO_STACK, null, null, NO_STACK));
    assertEquals("acceptor_missing", judge().cause().key());
  }

  @Test
  void mostOfTheSamplesDecide() {
    for (int i = 0; i < 8; i++) {
      add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    }
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "sun.nio.ch.Net.accept",
        "sun.nio.ch.NioSocketImpl.accept");
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.other");
    String statement = judge().statement();
    assertTrue(statement.contains("com.acme.Shop.slow"), statement);
    assertTrue(statement.contains("8 of 10 samples"), statement);
  }

  @Test
  void anAcceptorThatWaitsForConnectionsIsNotToBlame() {
    String[][] waiting = {
      {
        "java.net.PlainSocketImpl.socketAccept",
        "java.net.ServerSocket.accept",
        "com.acme.Main.main"
      },
      {
        "sun.nio.ch.Net.accept",
        "sun.nio.ch.ServerSocketChannelImpl.implAccept",
        "com.acme.Main.main"
      },
      {"sun.nio.ch.EPoll.wait", "sun.nio.ch.EPollSelectorImpl.doSelect", "com.acme.Main.main"},
      {"sun.nio.ch.EPollArrayWrapper.epollWait", "com.acme.Main.main"},
      {"io.netty.channel.epoll.Native.epollWait0", "io.netty.channel.epoll.EpollEventLoop.run"},
      {"io.grpc.netty.shaded.io.netty.channel.epoll.Native.epollWait", "java.lang.Thread.run"},
      {"io.netty.channel.uring.Native.ioUringEnter", "java.lang.Thread.run"},
    };
    for (String[] stack : waiting) {
      tally.clear();
      add(Thread.State.RUNNABLE, null, null, stack);
      assertEquals("unknown", judge().cause().key(), stack[0]);
      assertTrue(judge().statement().contains("waits for connections"), stack[0]);
    }
  }

  @Test
  void aHandlerOnTheAcceptingThreadIsSeenThroughTheServersFrames() {
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "java.net.SocketInputStream.socketRead0",
        "org.postgresql.core.VisibleBufferedInputStream.readMore",
        "com.acme.Report.handle",
        "com.sun.net.httpserver.Filter$Chain.doFilter",
        "sun.net.httpserver.ServerImpl$Dispatcher.handle",
        "sun.nio.ch.SelectorImpl.select");
    assertTrue(judge().statement().contains("org.postgresql"));
    assertEquals("event_loop_blocked", judge().cause().key());
  }

  @Test
  void saysByWhatAnAcceptorWasFoundThatHasAcceptedNothing() {
    assertNull(judge().statement());
    evidence.foundBy = FoundAcceptor.By.NOTHING;
    assertEquals("unknown", judge().cause().key());
    assertTrue(judge().statement().contains("no thread was recognised"), judge().statement());
    evidence.foundBy = FoundAcceptor.By.SEVERAL;
    assertTrue(judge().statement().contains("Several threads"), judge().statement());
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    evidence.foundBy = FoundAcceptor.By.CODE;
    evidence.foundIn = "com.acme.Shop.run";
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(
        judge().statement().endsWith("It is the acceptor by its stack: com.acme.Shop.run."),
        judge().statement());
    evidence.foundBy = FoundAcceptor.By.SELECTOR;
    assertTrue(
        judge().statement().endsWith("This listener is in its selector."), judge().statement());
    evidence.foundBy = FoundAcceptor.By.ITS_ACCEPT;
    assertFalse(judge().statement().contains("selector"), judge().statement());
  }

  @Test
  void saysNothingOfWhatWasNotSampled() {
    assertNull(judge().statement());
  }

  private Diagnosis judge() {
    evidence.acceptor = tally.view();
    return Causes.judge(evidence.build());
  }

  private static HostPeriod host(
      long lateMillis, long gcMillis, long safepointMillis, long runDelayMillis) {
    return host(lateMillis, gcMillis, safepointMillis, runDelayMillis, -1, -1);
  }

  private static HostPeriod host(
      long lateMillis,
      long gcMillis,
      long safepointMillis,
      long runDelayMillis,
      long cpuMillis,
      long firstThreadRuns) {
    HostReading before = new HostReading();
    before.gcMillis = 0;
    before.safepointMillis = 0;
    before.runDelayNanos = 0;
    before.cpuMillis = 0;
    before.firstThreadRuns = 0;
    HostReading after = new HostReading();
    after.cpuMillis = cpuMillis;
    after.firstThreadRuns = firstThreadRuns;
    after.gcMillis = gcMillis;
    after.safepointMillis = safepointMillis;
    after.runDelayNanos = runDelayMillis * MILLIS;
    return new HostPeriod(1500 * MILLIS, lateMillis * MILLIS, before, after);
  }

  private static HostPeriod pressed(long cpuPressureMicros) {
    HostReading before = new HostReading();
    before.cpuPressureMicros = 0;
    HostReading after = new HostReading();
    after.cpuPressureMicros = cpuPressureMicros;
    return new HostPeriod(1500 * MILLIS, 0, before, after);
  }

  private void add(Thread.State state, String lock, String owner, String... frames) {
    add(new AcceptorSample("acceptor", state, stack(frames), lock, owner, NO_STACK));
  }

  /** In three samples. */
  private void selecting(String caller) {
    for (int i = 0; i < 3; i++) {
      add(
          Thread.State.RUNNABLE,
          null,
          null,
          "sun.nio.ch.EPoll.wait",
          "sun.nio.ch.SelectorImpl.select",
          caller);
    }
  }

  /** It is RUNNABLE there, and has a CPU for so long from each sample to the next. */
  private void runFor(long nanos, int samples, String... frames) {
    runFor(nanos, samples, Readiness.UNKNOWN, frames);
  }

  private void runFor(long nanos, int samples, Readiness readiness, String... frames) {
    AcceptorSample sample =
        new AcceptorSample("acceptor", Thread.State.RUNNABLE, stack(frames), null, null, NO_STACK);
    for (int i = 0; i < samples; i++) {
      add(sample.havingRun(i * nanos, 7, readiness));
    }
  }

  private void add(AcceptorSample sample) {
    tally.add(nowNanos, sample);
    nowNanos += 100_000_000;
  }
}
