package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Answers;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FirstBurst;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.text.Sentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * However long an address, a thread's name and a frame are: a line keeps whom it is of and what
 * happened, where the trouble is, and what to do.
 */
class LongLinesTest {
  private static final String ADDRESS = "[2001:db8:1234:5678:9abc:def0:1234:5678]:18081";
  private static final String HAPPENED =
      ADDRESS
          + " turns clients away: 4097 connections wait (room for 4097), the oldest for 12.3 s;"
          + " 123456 connections waited over 200 ms, the longest 12.3 s; 123456 packets were dropped"
          + " because the queue was full (up to 4097 SYN cookies: such a client believes it is"
          + " connected); 4097 clients had left before they were accepted.";
  private static final String NAME = "the-acceptor-of-the-shop-that-sells-everything-there-is-at-";
  private static final String FRAME =
      "com.acme.shop.checkout.payment.provider.adapter.AbstractPaymentProviderAdapter$Loading"
          + ".loadAllOfTheirSettingsAtOnce";
  private static final String SLEEP = "java.lang.Thread.sleep";
  private static final String PARK = "jdk.internal.misc.Unsafe.park";
  private static final StackTraceElement[] NO_STACK = {};

  @Test
  void aStorm() {
    String line =
        check(
            CauseId.CONNECTION_STORM,
            evidence -> {
              burst(evidence);
              evidence.usualPerSecond = 92;
              evidence.usualNanos = 3_000_000_000L;
              evidence.peakPerSecond = 4000;
            });
    assertTrue(line.contains(" 9000 connections came within 0.2 s, after 92 a second"), line);
    assertTrue(line.endsWith(" to at least 16384."), line);
  }

  @Test
  void aShortBacklogOfOneWhoIsNotKnown() {
    String line =
        check(
            CauseId.BACKLOG_TOO_SMALL,
            evidence -> {
              burst(evidence);
              evidence.server =
                  new ServerIdentity(
                      null, null, null, stack("java.net.ServerSocket.<init>", FRAME));
            });
    assertTrue(line.contains(" 9000 connections came within 0.2 s"), line);
    assertTrue(line.endsWith("loadAllOfTheirSettingsAtOnce to at least 16384."), line);
  }

  @Test
  void aCappedBacklog() {
    check(
        CauseId.BACKLOG_CAPPED,
        evidence -> {
          burst(evidence);
          evidence.requestedBacklog = 10_000;
          evidence.inPod = true;
        });
  }

  @Test
  void whatBefallsTheProcess() {
    for (CauseId cause :
        List.of(CauseId.STOP_THE_WORLD, CauseId.CPU_STARVATION, CauseId.PROCESS_STOPPED)) {
      check(cause, evidence -> evidence.host = host(cause));
    }
    check(CauseId.FD_EXHAUSTION, evidence -> evidence.descriptors = new Descriptors(4096, 4096));
  }

  @Test
  void anAcceptorThatWaitsForALock() {
    AcceptorSample blocked =
        new AcceptorSample(
            NAME + 1, Thread.State.BLOCKED, stack(FRAME), FRAME, NAME + 2, stack(SLEEP, FRAME));
    String line =
        check(
            CauseId.ACCEPT_THREAD_BLOCKED,
            evidence -> {
              evidence.acceptor = view(blocked);
              evidence.holders =
                  new Holders(List.of(sample(NAME + 2, FRAME), sample(NAME + 3, FRAME)), false);
            });
    assertTrue(line.contains(" is in AbstractPaymentProviderAdapter$Loading.load"), line);
    check(
        CauseId.ACCEPT_THREAD_BLOCKED,
        evidence -> {
          evidence.acceptor = view(blocked);
          evidence.holders = new Holders(List.of(blocked), true);
        });
    check(CauseId.ACCEPTOR_MISSING, evidence -> evidence.acceptor = view(ended()));
    check(
        CauseId.STARTING,
        evidence -> {
          evidence.everAccepted = false;
          evidence.beganBeforeFirstAccept = true;
          evidence.binder = view(blocked);
        });
  }

  /** The pool that it may wait for, and the limit that it may have met. */
  @Test
  void anAcceptorThatSleeps() {
    AcceptorSample asleep = sample(NAME, SLEEP, FRAME);
    String pool =
        check(
            CauseId.ACCEPT_THREAD_BLOCKED,
            evidence -> {
              evidence.acceptor = view(asleep);
              evidence.handOver = new HandOver(HandOver.Link.HANDS_TO, workers(), false);
            });
    assertTrue(pool.endsWith(" If it waits for them, find out what keeps them there."), pool);
    for (AcceptorSample acceptor : List.of(asleep, ended())) {
      String line =
          check(
              acceptor == asleep ? CauseId.ACCEPT_THREAD_BLOCKED : CauseId.ACCEPTOR_MISSING,
              evidence -> {
                evidence.acceptor = view(acceptor);
                evidence.tasks = Asked.known(new TaskLimit(TaskLimit.By.USER, 4095, 4096));
              });
      assertTrue(line.contains("4095 of the 4096 threads that its user may have"), line);
    }
  }

  @Test
  void anEventLoop() {
    String line =
        check(
            CauseId.EVENT_LOOP_BLOCKED,
            evidence ->
                evidence.acceptor =
                    view(
                        sample(
                            NAME,
                            SLEEP,
                            FRAME,
                            "io.netty.util.concurrent.SingleThreadEventExecutor.run")));
    assertTrue(line.contains(" is in AbstractPaymentProviderAdapter$Loading.load"), line);
  }

  @Test
  void aPool() {
    String line =
        check(
            CauseId.WORKER_POOL_EXHAUSTED,
            evidence -> {
              evidence.acceptor =
                  view(
                      sample(
                          NAME,
                          SLEEP,
                          FRAME,
                          "java.util.concurrent.ThreadPoolExecutor$CallerRunsPolicy"
                              + ".rejectedExecution",
                          "java.util.concurrent.ThreadPoolExecutor.reject"));
              evidence.handOver = new HandOver(HandOver.Link.HANDS_TO, workers(), true);
            });
    assertTrue(
        line.contains(" is in AbstractPaymentProviderAdapter$Loading.loadAllOfTheirSettingsAtOnce"),
        line);
    check(
        CauseId.WORKER_POOL_EXHAUSTED,
        evidence -> {
          evidence.acceptor =
              view(sample(NAME, PARK, "java.util.concurrent.ArrayBlockingQueue.put", FRAME));
          evidence.handOver = new HandOver(HandOver.Link.SAME_OBJECT, workers(), true);
        });
  }

  @Test
  void aServersLimit() {
    String line =
        check(
            CauseId.CONNECTION_LIMIT,
            evidence -> {
              evidence.acceptor =
                  view(
                      new AcceptorSample(
                          NAME,
                          Thread.State.WAITING,
                          stack(
                              PARK,
                              "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait",
                              "org.apache.tomcat.util.net.Acceptor.run"),
                          null,
                          null,
                          NO_STACK));
              evidence.connections = Asked.known(new Connections(8192, 4000, 4000, 0));
              evidence.figures = Asked.known(new ServerFigures(8192, 8192, -1, 200, 200));
            });
    assertTrue(line.contains(" Tomcat reached maxConnections."), line);
    check(
        CauseId.PAUSED,
        evidence ->
            evidence.acceptor =
                view(
                    new AcceptorSample(
                        NAME,
                        Thread.State.WAITING,
                        stack(PARK, "org.eclipse.jetty.server.AbstractConnector$Acceptor.run"),
                        null,
                        null,
                        NO_STACK)));
  }

  @Test
  void whatIsAcceptedAndNotServed() {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.server = springBoot();
    evidence.troubleNanos = 2_000_000_000;
    evidence.acceptor = view(sample(NAME, "java.net.ServerSocket.accept"));
    List<AcceptorSample> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      busy.add(
          new AcceptorSample(
              NAME + i, Thread.State.BLOCKED, stack(FRAME), FRAME, NAME, stack(SLEEP, FRAME)));
    }
    evidence.serving = Asked.known(new Serving.Builder().pool(busy, 4, 4, 7).build());
    Diagnosis diagnosis = UnservedCauses.judge(evidence.build());
    assertEquals(CauseId.WORKER_POOL_EXHAUSTED, diagnosis.cause());
    String line = line(diagnosis);
    assertTrue(line.contains(" threads are in Loading.loadAllOfTheirSettingsAtOnce"), line);
  }

  /** However long its key for more threads is: those would wait for the same. */
  @Test
  void whatThreadsOfAnExhaustedPoolWaitForStays() {
    int keys = 0;
    for (KnownServer server : KnownServers.all()) {
      ServerIdentity identity = new ServerIdentity(server, null, null, NO_STACK);
      if (identity.workersKey() == null) {
        continue;
      }
      keys++;
      Evidence.Builder evidence = new Evidence.Builder();
      evidence.server = identity;
      evidence.troubleNanos = 2_000_000_000;
      List<AcceptorSample> busy = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        busy.add(
            new AcceptorSample(
                "exec-" + i,
                Thread.State.TIMED_WAITING,
                stack(PARK, "com.zaxxer.hikari.pool.HikariPool.getConnection", FRAME),
                null,
                null,
                NO_STACK));
      }
      evidence.serving = Asked.known(new Serving.Builder().pool(busy, 4, 4, 7).build());
      Diagnosis diagnosis = UnservedCauses.judge(evidence.build());
      assertEquals(CauseId.WORKER_POOL_EXHAUSTED, diagnosis.cause());
      String line = line(diagnosis);
      assertTrue(line.contains(", waiting for HikariPool"), line);
      String repeated = line(diagnosis.asLastSeen());
      assertTrue(repeated.contains(", waiting for HikariPool"), repeated);
    }
    assertTrue(keys > 10, "servers with such a key: " + keys);
  }

  private static String check(CauseId cause, Consumer<Evidence.Builder> trouble) {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.overflowed = true;
    evidence.length = 4097;
    evidence.limit = 4096;
    evidence.troubleNanos = 1_500_000_000;
    evidence.loaded = new Answers(name -> false);
    evidence.server = springBoot();
    trouble.accept(evidence);
    Diagnosis diagnosis = Causes.judge(evidence.build());
    assertEquals(cause, diagnosis.cause());
    String repeated = line(diagnosis.asLastSeen());
    assertTrue(repeated.contains(". " + Sentence.AS_LAST_SEEN), repeated);
    return line(diagnosis);
  }

  /** The remedy's own words may be fewer, but it is there from its beginning to its end. */
  private static String line(Diagnosis diagnosis) {
    String advice = String.valueOf(diagnosis.advice());
    String line =
        Sentence.of(HAPPENED, diagnosis.statement(), diagnosis.advice(), diagnosis.besides());
    assertTrue(line.length() <= Sentence.MAX, line);
    assertTrue(line.startsWith(ADDRESS + " turns clients away"), line);
    int remedy = line.indexOf(advice.substring(0, 12));
    int happened = line.indexOf(". ") < 0 ? line.indexOf("…") : line.indexOf(". ");
    assertTrue(remedy > 0, () -> "no remedy: " + line + "\n" + advice);
    assertTrue(remedy - happened > 25, () -> "no cause: " + line + "\n" + diagnosis.statement());
    assertTrue(line.endsWith("."), line);
    return line;
  }

  private static void burst(Evidence.Builder evidence) {
    evidence.length = 0;
    evidence.acceptedPerSecond = 5000;
    evidence.somaxconn = 16_384;
    evidence.burst = new FirstBurst(9000, true, 200_000_000, true);
  }

  private static HostPeriod host(CauseId cause) {
    HostReading before = new HostReading();
    before.gcMillis = 0;
    before.safepointMillis = 0;
    before.runDelayNanos = 0;
    HostReading after = new HostReading();
    after.gcMillis = cause == CauseId.STOP_THE_WORLD ? 1250 : 0;
    after.safepointMillis = after.gcMillis;
    after.runDelayNanos = cause == CauseId.CPU_STARVATION ? 1_250_000_000 : 0;
    return new HostPeriod(1_500_000_000, 1_300_000_000, before, after);
  }

  private static ServerIdentity springBoot() {
    return new ServerIdentity(KnownServers.titled("Spring Boot (Tomcat)"), null, null, NO_STACK)
        .now(name -> false);
  }

  private static Workers workers() {
    List<AcceptorSample> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      busy.add(sample(NAME + i, SLEEP, FRAME));
    }
    return Workers.of(busy);
  }

  private static AcceptorSample ended() {
    return new AcceptorSample(NAME, Thread.State.TERMINATED, NO_STACK, null, null, NO_STACK);
  }

  private static AcceptorSample sample(String name, String... frames) {
    return new AcceptorSample(
        name, Thread.State.TIMED_WAITING, stack(frames), null, null, NO_STACK);
  }

  private static AcceptorView view(AcceptorSample sample) {
    AcceptorTally tally = new AcceptorTally();
    Collections.nCopies(5, sample).forEach(each -> tally.add(tally.looks() * 100_000_000L, each));
    return tally.view();
  }

  private static StackTraceElement[] stack(String... frames) {
    return Arrays.stream(frames)
        .map(
            frame -> {
              int dot = frame.lastIndexOf('.');
              return new StackTraceElement(
                  frame.substring(0, dot),
                  frame.substring(dot + 1),
                  "AbstractPaymentProviderAdapter.java",
                  1234);
            })
        .toArray(StackTraceElement[]::new);
  }
}
