package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Answers;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.OpenRequests;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.VirtualThreads;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds the places of a server that has reached its limit. */
class ConnectionLimitTest {
  private final Evidence.Builder evidence = new Evidence.Builder();

  ConnectionLimitTest() {
    evidence.everAccepted = true;
    evidence.requests = Asked.known(new OpenRequests(0, 0));
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
    acceptorIn(
        Thread.State.WAITING,
        frame("org.apache.tomcat.util.threads.LimitLatch", "countUpOrAwait"),
        frame("org.apache.tomcat.util.net.Acceptor", "run"));
  }

  @Test
  void idleConnections() {
    evidence.connections = Asked.known(new Connections(200, 0, 0, 0));
    evidence.workers = workers(3, 20);
    assertSays(" It holds 200 connections. 3 of 20 worker threads are busy.");
    assertAdvises("Most of them are idle");
  }

  @Test
  void connectionsThatNobodyReadsAreNotIdle() {
    evidence.connections = Asked.known(new Connections(40, 0, 0, 0));
    evidence.workers = workers(0, 10);
    evidence.requests = Asked.known(new OpenRequests(19, 0));
    assertAdvises("Most of them are idle");
    evidence.requests = Asked.known(new OpenRequests(40, 0));
    assertEquals("connection_limit", judge().cause().key());
    assertSays(" It holds 40 connections. Nobody reads what 40 of its connections sent. 0 of");
    assertAdvises("Find out why nobody reads what these sent. To raise the limit would only");
    evidence.workers = workers(10, 10);
    assertAdvises("Requests are slow");
  }

  /** A long poll, or a request that is worked on by no thread of the pool. */
  @Test
  void connectionsThatWaitForAnAnswerAreNotIdle() {
    evidence.connections = Asked.known(new Connections(30, 0, 0, 0));
    evidence.workers = workers(0, 4);
    evidence.requests = Asked.known(new OpenRequests(0, 14));
    assertAdvises("Most of them are idle");
    evidence.requests = Asked.known(new OpenRequests(0, 30));
    assertSays(
        " It holds 30 connections. 30 of its connections have no answer to what they sent last. 0 of");
    assertAdvises(
        "Lower the time that idle connections are kept, raise the limit, or find out why");
    evidence.requests = Asked.known(new OpenRequests(-1, -1));
    assertAdvises(
        "Lower the time that idle connections are kept, raise the limit, or find out why");
  }

  @Test
  void oneThatWaitsForAnAnswer() {
    evidence.connections = Asked.known(new Connections(1, 0, 0, 0));
    evidence.workers = workers(0, 4);
    evidence.requests = Asked.known(new OpenRequests(0, 1));
    assertSays(" 1 of its connections has no answer to what it sent last.");
  }

  /** Where as many threads are busy, what is unread or unanswered need not be more than they do. */
  @Test
  void halfOfThemAreNotIdleWhoeverWorksForThem() {
    evidence.connections = Asked.known(new Connections(40, 0, 0, 0));
    evidence.workers = workers(19, 100);
    evidence.requests = Asked.known(new OpenRequests(0, 19));
    assertAdvises("Most of them are idle");
    evidence.requests = Asked.known(new OpenRequests(1, 19));
    assertAdvises(
        "Lower the time that idle connections are kept, raise the limit, or find out why");
  }

  /** One unread connection is not most of those that nobody has counted. */
  @Test
  void nothingIsSaidOfMostPlacesWhereTheyAreNotKnown() {
    for (Connections unknown :
        new Connections[] {Connections.UNKNOWN, new Connections(0, 0, 0, 9)}) {
      evidence.connections = Asked.known(unknown);
      evidence.requests = Asked.known(new OpenRequests(1, 0));
      assertFalse(judge().statement().contains("Nobody reads"), judge().statement());
      evidence.requests = Asked.known(new OpenRequests(0, 1));
      assertFalse(judge().statement().contains("no answer"), judge().statement());
    }
  }

  /** The limit is what it leads to. */
  @Test
  void whatKeepsThemUnreadIsTheCause() {
    evidence.connections = Asked.known(new Connections(0, 40, 0, 0));
    evidence.workers = workers(0, 10);
    evidence.serving = Asked.known(new Serving.Builder().pollerGone(true).build());
    evidence.requests = Asked.known(new OpenRequests(40, 0));
    assertEquals("poller_missing", judge().cause().key());
    assertEquals(List.of(CauseId.CONNECTION_LIMIT), judge().contributing());
    assertSays("No thread runs Tomcat's Poller. Tomcat reached maxConnections. Nobody reads");
    assertAdvises("Restart the server, and find out what ended that loop");
    assertFalse(judge().certainAtOnce());
  }

  @Test
  void slowRequestsWhetherTheirClientsHaveLeftOrNot() {
    evidence.workers = workers(20, 20);
    evidence.connections = Asked.known(new Connections(20, 0, 0, 0));
    assertAdvises("Requests are slow");
    evidence.connections = Asked.known(new Connections(0, 20, 0, 0));
    assertAdvises("Requests are slow");
    evidence.connections = Asked.known(new Connections(0, 0, 0, 0));
    assertFalse(judge().statement().contains("leaked"), judge().statement());
  }

  @Test
  void saysWhereBusyThreadsAre() {
    List<AcceptorSample> pool = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      StackTraceElement[] stack = {
        frame("com.zaxxer.hikari.pool.HikariPool", "getConnection"), frame("com.acme.Dao", "load")
      };
      pool.add(
          new AcceptorSample(
              "exec-" + i,
              Thread.State.TIMED_WAITING,
              stack,
              null,
              null,
              new StackTraceElement[0]));
    }
    evidence.workers = Workers.of(pool);
    evidence.connections = Asked.known(new Connections(8, 0, 0, 0));
    assertSays(
        " 8 of 8 worker threads are busy, all of them in Dao.load, waiting for HikariPool"
            + " (database connections).");
    assertAdvises(
        "Requests are slow. Find what keeps that pool's connections, or let it fail sooner. To raise"
            + " the");
  }

  /** Pekko HTTP asks for no further connection, and threads of its pools are free. */
  @Test
  void aServerThatAcceptsOnRequest() {
    acceptorIn(Thread.State.WAITING, frame("java.util.concurrent.ForkJoinPool", "awaitWork"));
    evidence.acceptsInPool = true;
    KnownServer pekko = KnownServers.titled("Pekko HTTP");
    assertNotNull(pekko);
    evidence.server = new ServerIdentity(pekko, null, pekko.limitKey(), new StackTraceElement[0]);
    evidence.connections = Asked.known(new Connections(20, 0, 0, 0));
    evidence.registration = Asked.known(Registration.FOR_ACCEPT);
    assertEquals("unknown", judge().cause().key());
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    assertEquals("connection_limit", judge().cause().key());
    assertSays("Pekko HTTP takes no more, as at its limit: the listener is not registered");
    assertSays(" for accept. It holds 20 connections.");
    assertAdvises("pekko.http.server.max-connections");
    evidence.connections = Asked.known(new Connections(0, 0, 0, 0));
    assertEquals("paused", judge().cause().key());
    evidence.workers = workers(2, 2);
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  @Test
  void connectionsThatNobodyCloses() {
    evidence.connections = Asked.known(new Connections(1, 19, 0, 0));
    evidence.workers = workers(0, 20);
    assertSays(" It holds 20 connections. Their clients have closed 19 of them, the server");
    assertAdvises("Find what does not close them: requests never completed");
    evidence.connections = Asked.known(new Connections(19, 1, 0, 0));
    assertSays(" Their clients have closed 1 of them, the server has not.");
    assertAdvises("Most of them are idle");
  }

  @Test
  void whereBusyThreadsAreNotKnownAConnectionLeftMayBeAVerySlowRequest() {
    evidence.connections = Asked.known(new Connections(0, 20, 0, 0));
    assertAdvises("requests that are never completed, or very slow ones");
  }

  /** The server waits for their FIN, and counts them until it comes. */
  @Test
  void connectionsThatTheServerHasClosedOnItsSide() {
    evidence.workers = workers(0, 20);
    evidence.connections = Asked.known(new Connections(0, 0, 20, 0));
    assertSays(" It closed its side of all 20, their clients did not. It holds 20 connections.");
    assertAdvises("Let clients close idle connections before the server does, or raise the limit.");
    evidence.connections = Asked.known(new Connections(1, 1, 18, 0));
    assertSays(
        " It closed its side of 18 of 20, their clients did not. It holds 20 connections. Their"
            + " clients have closed 1 of them, the server has not.");
    evidence.connections = Asked.known(new Connections(15, 0, 5, 0));
    assertSays(" It holds 20 connections. It closed its side of 5 of 20, their clients did not.");
    assertAdvises("Most of them are idle");
    evidence.figures = Asked.known(new ServerFigures(20, 20, -1, -1, -1));
    evidence.connections = Asked.known(new Connections(0, 0, 20, 0));
    assertFalse(judge().statement().contains("leaked"), judge().statement());
  }

  /** As in recordings from before they were counted. */
  @Test
  void nothingHasLeakedWhereNotAllWereCounted() {
    evidence.workers = workers(0, 20);
    evidence.connections = Asked.known(new Connections(0, 0, -1, 0));
    assertFalse(judge().statement().contains("leaked"), judge().statement());
    assertFalse(judge().statement().contains("It holds"), judge().statement());
    evidence.figures = Asked.known(new ServerFigures(13, 13, -1, -1, -1));
    assertFalse(judge().statement().contains("leaked"), judge().statement());
  }

  @Test
  void aCountThatHasLeaked() {
    evidence.connections = Asked.known(new Connections(2, 0, 0, 0));
    evidence.workers = workers(0, 20);
    assertAdvises("Most of them are idle");
    evidence.figures = Asked.known(new ServerFigures(13, 13, -1, -1, -1));
    assertSays(
        " It counts 13 of 13 connections. Its count has leaked: 2 connections in all are there.");
    assertAdvises("Restart the server");
    evidence.connections = Asked.known(new Connections(2, 0, 0, 11));
    assertAdvises("Most of them are idle");
    evidence.connections = Asked.known(new Connections(2, 0, 0, 0));
    evidence.workers = workers(11, 20);
    assertAdvises("Requests are slow");
  }

  @Test
  void noConnectionAtAllLeavesNoDoubt() {
    evidence.workers = workers(0, 20);
    evidence.connections = Asked.known(new Connections(0, 0, 0, 0));
    assertSays(" Its count has leaked: no connection is there.");
    evidence.acceptedLatelyPerSecond = 3;
    assertFalse(judge().statement().contains("leaked"), "they may just have left");
    evidence.acceptedLatelyPerSecond = 0;
    evidence.connections = Asked.known(Connections.UNKNOWN);
    assertFalse(judge().statement().contains("leaked"), judge().statement());
  }

  @Test
  void jettyMayWaitForSomethingElseThanConnections() {
    acceptorIn(
        Thread.State.WAITING, frame("org.eclipse.jetty.server.AbstractConnector$Acceptor", "run"));
    evidence.workers = workers(0, 20);
    evidence.connections = Asked.known(new Connections(0, 0, 0, 0));
    evidence.loaded = new Answers("org.eclipse.jetty.server.AcceptRateLimit"::equals);
    assertFalse(judge().statement().contains("leaked"), judge().statement());
    evidence.loaded = new Answers("org.eclipse.jetty.server.ConnectionLimit"::equals);
    assertSays("Its count has leaked");
  }

  @Test
  void aRateIsNoMatterOfHowManyAreOpen() {
    evidence.connections = Asked.known(new Connections(200, 0, 0, 0));
    evidence.workers = workers(0, 20);
    StackTraceElement slot = frame("kafka.network.ConnectionQuotas", "waitForConnectionSlot");
    acceptorIn(Thread.State.TIMED_WAITING, frame("java.lang.Object", "wait"), slot);
    assertSays("Kafka reached max.connection.creation.rate.");
    assertAdvises("Let clients keep their connections, or raise max.connection.creation.rate.");
    acceptorIn(Thread.State.WAITING, frame("java.lang.Object", "wait"), slot);
    assertSays("Kafka reached max.connections.");
    assertAdvises("Most of them are idle");

    acceptorIn(
        Thread.State.WAITING, frame("org.eclipse.jetty.server.AbstractConnector$Acceptor", "run"));
    evidence.server = jettyWithLimit("the rate of its AcceptRateLimit");
    assertSays("Jetty reached its AcceptRateLimit.");
    assertAdvises("Let clients keep their connections, or raise the rate of its AcceptRateLimit.");
    evidence.server = jettyWithLimit(null);
    evidence.loaded = new Answers(name -> name.startsWith("org.eclipse.jetty.server."));
    assertSays("Jetty is at a limit of its own.");
    assertAdvises("Most of them are idle");
  }

  @Test
  void aRateOfJettyWithoutAcceptors() {
    acceptorIn(
        Thread.State.RUNNABLE,
        frame("sun.nio.ch.EPoll", "wait"),
        frame("org.eclipse.jetty.io.ManagedSelector", "select"));
    evidence.registration = Asked.known(Registration.NOWHERE);
    evidence.loaded = new Answers("org.eclipse.jetty.server.AcceptRateLimit"::equals);
    evidence.server = jettyWithLimit("jetty.acceptratelimit.acceptRateLimit");
    assertSays("Jetty reached its AcceptRateLimit: the listener is registered with no selector.");
    assertAdvises("or raise jetty.acceptratelimit.acceptRateLimit.");
  }

  private static ServerIdentity jettyWithLimit(@Nullable String key) {
    return new ServerIdentity(KnownServers.titled("Jetty"), null, key, new StackTraceElement[0]);
  }

  @Test
  void theServersOwnFiguresStandInForAPoolThatIsNotKnown() {
    evidence.connections = Asked.known(new Connections(200, 0, 0, 0));
    evidence.figures = Asked.known(new ServerFigures(200, 200, -1, 12, 250));
    assertSays(" It counts 200 of 200 connections. 12 of 250 worker threads are busy.");
    assertAdvises("Most of them are idle");
  }

  @Test
  void aPoolThatDoesNotRunTheRequestsSaysNothingOfThem() {
    acceptorIn(
        Thread.State.WAITING, frame("org.eclipse.jetty.server.AbstractConnector$Acceptor", "run"));
    evidence.loaded = new Answers("org.eclipse.jetty.server.ConnectionLimit"::equals);
    evidence.connections = Asked.known(new Connections(2, 0, 0, 0));
    evidence.workers = workers(0, 8);
    AcceptorSample request =
        virtual(frame("com.acme.Shop", "load"), frame("org.eclipse.jetty.server.Request", "run"));
    AcceptorSample other = virtual(frame("com.acme.Mail", "send"));
    evidence.virtualThreads =
        Asked.known(new VirtualThreads(3, true, List.of(request, request, other)));
    assertSays(" Its requests run on virtual threads: 2 of 2 are in com.acme.Shop.load");
    assertFalse(judge().statement().contains("worker threads"), judge().statement());
    assertAdvises("Requests are slow: find out what their virtual threads wait");
    evidence.virtualThreads = Asked.known(new VirtualThreads(2, false, List.of(other)));
    assertFalse(judge().statement().contains("threads"), "not all of them were seen");
    assertFalse(judge().advice().contains("Most of them are idle"), judge().advice());
    evidence.virtualThreads = Asked.known(new VirtualThreads(1, true, List.of(other)));
    assertSays(" 0 of 8 worker threads are busy.");
  }

  /** Jetty leaves its pool to the selectors then, so none is known that would serve. */
  @Test
  void requestsOnVirtualThreadsAreNamedWhereNoPoolIsKnown() {
    acceptorIn(
        Thread.State.WAITING, frame("org.eclipse.jetty.server.AbstractConnector$Acceptor", "run"));
    evidence.loaded = new Answers("org.eclipse.jetty.server.ConnectionLimit"::equals);
    evidence.connections = Asked.known(new Connections(2, 0, 0, 0));
    AcceptorSample request =
        virtual(frame("com.acme.Shop", "load"), frame("org.eclipse.jetty.server.Request", "run"));
    evidence.virtualThreads = Asked.known(new VirtualThreads(2, true, List.of(request, request)));
    assertSays(" Its requests run on virtual threads: 2 of 2 are in com.acme.Shop.load");
    assertAdvises("Requests are slow: find out what their virtual threads wait");
  }

  private static AcceptorSample virtual(StackTraceElement... stack) {
    return new AcceptorSample(
        "#21", Thread.State.TIMED_WAITING, stack, null, null, new StackTraceElement[0]);
  }

  @Test
  void xnioSaysWhetherItIsAtItsHighWaterMark() {
    acceptorIn(
        Thread.State.RUNNABLE,
        frame("sun.nio.ch.EPoll", "wait"),
        frame("org.xnio.nio.WorkerThread", "run"));
    evidence.figures = Asked.known(new ServerFigures(3, 3, -1, -1, -1));
    assertEquals("connection_limit", judge().cause().key());
    assertSays("XNIO is at its high water mark. It counts 3 of 3 connections.");
    evidence.figures = Asked.known(new ServerFigures(2, 3, -1, -1, -1));
    assertEquals("unknown", judge().cause().key(), "nobody knows whether it asks for connections");
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    assertEquals("paused", judge().cause().key());
    assertSays(" XNIO has 2 connections, which is below its high water mark: it backs off");
    evidence.figures = Asked.known(ServerFigures.UNKNOWN);
    evidence.connections = Asked.known(new Connections(0, 0, 0, 0));
    assertEquals("paused", judge().cause().key(), "no limit is reached with 0 connections");
  }

  private void assertSays(String words) {
    assertTrue(judge().statement().contains(words), judge().statement());
  }

  private void assertAdvises(String words) {
    assertTrue(judge().advice().contains(words), judge().advice());
  }

  private Diagnosis judge() {
    return Causes.judge(evidence.build());
  }

  private void acceptorIn(Thread.State state, StackTraceElement... stack) {
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 3; i++) {
      tally.add(i, sample("acceptor", state, stack));
    }
    evidence.acceptor = tally.view();
  }

  private static Workers workers(int busy, int total) {
    List<AcceptorSample> pool = new ArrayList<>();
    for (int i = 0; i < total; i++) {
      pool.add(
          i < busy
              ? sample("exec-" + i, Thread.State.RUNNABLE, frame("com.acme.Shop", "load"))
              : sample("exec-" + i, Thread.State.WAITING));
    }
    return Workers.of(pool);
  }

  private static AcceptorSample sample(
      String name, Thread.State state, StackTraceElement... stack) {
    return new AcceptorSample(name, state, stack, null, null, new StackTraceElement[0]);
  }

  private static StackTraceElement frame(String className, String method) {
    return new StackTraceElement(className, method, "Source.java", 7);
  }
}
