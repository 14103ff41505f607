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
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FirstBurst;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.Registration;
import org.junit.jupiter.api.Test;

/** Stacks of acceptors in servers, libraries and JDKs for which nothing was tuned. */
class FieldStacksTest {
  private static final long MILLIS = 1_000_000;
  private static final StackTraceElement[] NO_STACK = {};
  private static final String[] READ_SOCKET = {
    "sun.nio.ch.SocketDispatcher.read0", "sun.nio.ch.NioSocketImpl.implRead"
  };

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final AcceptorTally tally = new AcceptorTally();
  private long nowNanos;

  FieldStacksTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1000 * MILLIS;
  }

  /** HBase's server, by HBase 2.6; Flink and Ratis have relocated copies too. */
  @Test
  void anEventLoopOfACarriedNettyWaitsForConnections() {
    String netty = "org.apache.hbase.thirdparty.io.netty.";
    running(
        "sun.nio.ch.EPoll.wait",
        "sun.nio.ch.EPollSelectorImpl.doSelect",
        "sun.nio.ch.SelectorImpl.select",
        netty + "channel.nio.SelectedSelectionKeySetSelector.select",
        netty + "channel.nio.NioEventLoop.run",
        netty + "util.concurrent.SingleThreadEventExecutor$4.run",
        "java.lang.Thread.run");
    burst();
    assertEquals("backlog_too_small", judge().cause().key());
    assertTrue(judge().statement().contains("waited for connections"), judge().statement());
  }

  @Test
  void aHandlerOnACarriedNettyIsOnAnEventLoop() {
    String netty = "org.apache.hbase.thirdparty.io.netty.";
    asleep(
        "com.acme.Coprocessor.check",
        netty + "channel.AbstractChannelHandlerContext.invokeChannelRead",
        netty + "util.concurrent.SingleThreadEventExecutor$4.run");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("com.acme.Coprocessor.check"), judge().statement());
  }

  /** From Java 24 on it does not hold its carrier in epoll. */
  @Test
  void aVirtualThreadInASelectorWaitsForConnections() {
    for (String poll : new String[] {"timedPoll", "untimedPoll"}) {
      tally.clear();
      sampled(
          Thread.State.WAITING,
          "java.lang.VirtualThread.park",
          "java.util.concurrent.locks.LockSupport.park",
          "sun.nio.ch.Poller.pollSelector",
          "sun.nio.ch.EPollSelectorImpl." + poll,
          "sun.nio.ch.EPollSelectorImpl.doSelect",
          "sun.nio.ch.SelectorImpl.select",
          "com.acme.Loop.run");
      assertTrue(judge().statement().contains("waits for connections"), judge().statement());
    }
  }

  @Test
  void trafficOverTlsIsNoHandshakeOfAClient() {
    readingOver(
        "sun.security.ssl.SSLSocketInputRecord.read",
        "sun.security.ssl.SSLSocketImpl$AppInputStream.read",
        "org.postgresql.core.v3.QueryExecutorImpl.execute",
        "com.acme.Audit.write");
    assertTrue(judge().statement().contains("waits for the database"), judge().statement());
    readingOver(
        "sun.security.ssl.SSLSocketImpl.readHandshakeRecord",
        "sun.security.ssl.SSLSocketImpl.startHandshake",
        "sun.net.www.protocol.https.HttpsClient.afterConnect",
        "com.acme.Keys.fetch");
    assertFalse(judge().statement().contains("handshake,"), judge().statement());
    assertEquals("Take that work off the thread that accepts.", judge().advice());
    readingOver(
        "sun.security.ssl.SSLSocketImpl$AppInputStream.read", "com.acme.Shop.readProxyHeader");
    assertFalse(judge().statement().contains("handshake"), judge().statement());
    readingOver(
        "sun.security.ssl.SSLSocketImpl.readHandshakeRecord",
        "sun.security.ssl.SSLSocketImpl.startHandshake",
        "sun.security.ssl.SSLSocketImpl.ensureNegotiated",
        "sun.security.ssl.SSLSocketImpl$AppInputStream.read",
        "com.acme.Shop.readHello");
    assertTrue(judge().statement().contains("in a TLS handshake"), judge().statement());
  }

  @Test
  void computingAHandshakeIsNoWaitForAClient() {
    running(
        "sun.security.rsa.RSACore.crypt",
        "sun.security.ssl.SSLEngineImpl$DelegatedTask.run",
        "com.acme.Shop.handshake");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("com.acme.Shop.handshake"), judge().statement());
    assertTrue(judge().statement().contains("running sun.security.rsa"), judge().statement());
    assertFalse(judge().statement().contains("client"), judge().statement());
  }

  @Test
  void anAsynchronousLogShouldDropLines() {
    asleepIn(
        "java.util.concurrent.ArrayBlockingQueue.put",
        "ch.qos.logback.core.AsyncAppenderBase.putUninterruptibly",
        "ch.qos.logback.classic.Logger.info",
        "com.acme.Shop.accepted");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().advice().contains("neverBlock=true"), judge().advice());
    asleepIn(
        "java.util.concurrent.locks.LockSupport.parkNanos",
        "com.lmax.disruptor.MultiProducerSequencer.next",
        "com.lmax.disruptor.RingBuffer.publishEvent",
        "org.apache.logging.log4j.core.async.AsyncLoggerDisruptor.enqueueLogMessageWhenQueueFull",
        "com.acme.Shop.accepted");
    assertTrue(judge().advice().contains("asyncQueueFullPolicy=Discard"), judge().advice());
    asleepIn(
        "java.io.FileOutputStream.writeBytes",
        "ch.qos.logback.core.OutputStreamAppender.append",
        "com.acme.Shop.accepted");
    assertTrue(judge().advice().startsWith("Make the appender asynchronous"), judge().advice());
  }

  /** In Quarkus and WildFly; it has no frame of java.util.logging. */
  @Test
  void jbossLogManagerIsALog() {
    running(
        "java.io.FileOutputStream.writeBytes",
        "org.jboss.logmanager.handlers.WriterHandler.doPublish",
        "org.jboss.logmanager.Logger.logRaw",
        "io.vertx.core.http.impl.HttpServerWorker.handle",
        "io.netty.util.concurrent.SingleThreadEventExecutor$4.run");
    assertTrue(judge().statement().contains("writes to the log"), judge().statement());
  }

  /** To move it off the loop would only move the wait. */
  @Test
  void anEventLoopThatWaitsForItsLog() {
    String loop = "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";
    asleepIn(
        "java.util.concurrent.ArrayBlockingQueue.put",
        "ch.qos.logback.core.AsyncAppenderBase.putUninterruptibly",
        "com.acme.Shop.accepted",
        loop);
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("the log does not take it"), judge().statement());
    assertTrue(judge().advice().contains("neverBlock=true"), judge().advice());
    readingOver("org.postgresql.core.PGStream.receive", "com.acme.Dao.load", loop);
    assertTrue(judge().statement().contains("waits for the database"), judge().statement());
    assertTrue(judge().advice().contains("off the event loop"), judge().advice());
  }

  /** As with RMI's policies: it has accepted a client, and looks up its name. */
  @Test
  void anAcceptThatAsksASecurityManager() {
    running(
        "java.net.Inet6AddressImpl.getHostByAddr",
        "java.net.InetAddress.getHostFromNameService",
        "java.net.SocketPermission.implies",
        "java.lang.SecurityManager.checkAccept",
        "java.net.ServerSocket.implAccept",
        "java.net.ServerSocket.accept",
        "com.acme.Shop.run");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("asks the name service"), judge().statement());
  }

  @Test
  void printingToAFullPipe() {
    String[] print = {
      "java.io.FileOutputStream.writeBytes",
      "java.io.PrintStream.write",
      "java.io.PrintStream.println",
      "com.acme.Shop.accepted"
    };
    running(print);
    assertTrue(judge().statement().contains("It prints"), judge().statement());
    print[0] = "java.net.SocketOutputStream.socketWrite0";
    running(print);
    assertFalse(judge().statement().contains("It prints"), judge().statement());
  }

  @Test
  void anAcceptorInARateLimiter() {
    asleep(
        "com.google.common.util.concurrent.Uninterruptibles.sleepUninterruptibly",
        "com.google.common.util.concurrent.RateLimiter.acquire",
        "com.acme.Shop.run");
    assertTrue(judge().statement().contains("rate limiter"), judge().statement());
    assertTrue(judge().advice().startsWith("Raise its rate"), judge().advice());
  }

  /** Its frames stay below what it lets through. */
  @Test
  void whatARateLimiterHasLetThroughDoesNotWaitForIt() {
    asleep(
        "com.acme.Slow.call",
        "io.github.resilience4j.ratelimiter.RateLimiter.lambda$decorateSupplier$5",
        "com.acme.Shop.run");
    assertTrue(judge().statement().contains("Slow.call"), judge().statement());
    assertFalse(judge().statement().contains("rate limiter"), judge().statement());
  }

  /** Of /dev/urandom, which never waits; the lock is another matter. */
  @Test
  void bytesOfNativePrngDoNotWaitForTheKernel() {
    asleep(
        "sun.security.provider.NativePRNG$RandomIO.implNextBytes",
        "sun.security.provider.NativePRNG.engineNextBytes",
        "java.util.UUID.randomUUID",
        "com.acme.Shop.run");
    assertFalse(judge().statement().contains("random numbers"), judge().statement());
    asleep(
        "sun.security.provider.NativePRNG$RandomIO.implGenerateSeed",
        "sun.security.provider.NativePRNG.engineGenerateSeed",
        "com.acme.Shop.run");
    assertTrue(judge().statement().contains("random numbers"), judge().statement());
  }

  @Test
  void isReachableAsksNoNameService() {
    running("java.net.Inet4AddressImpl.isReachable0", "com.acme.Shop.isAllowed");
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(
        judge()
            .statement()
            .startsWith(
                "Thread \"acceptor\" is in com.acme.Shop.isAllowed (Source.java:7), running"
                    + " java.net.Inet4AddressImpl.isReachable0"),
        judge().statement());
    assertEquals("Take that work off the thread that accepts.", judge().advice());
    assertFalse(judge().statement().contains("name service"), judge().statement());
  }

  /** Netty's loop hands its work to a pool, which hands it back. */
  @Test
  void anEventLoopThatRunsWhatAPoolRefused() {
    asleep(
        "com.acme.Dao.load",
        "java.util.concurrent.ThreadPoolExecutor$CallerRunsPolicy.rejectedExecution",
        "java.util.concurrent.ThreadPoolExecutor.reject",
        "com.acme.Handler.channelRead",
        "io.netty.util.concurrent.SingleThreadEventExecutor$4.run");
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(
        judge().statement().endsWith("runs what a full pool has refused (CallerRunsPolicy)."),
        judge().statement());
    assertTrue(judge().advice().startsWith("Give the pool more threads"), judge().advice());
  }

  /** If no thread is an acceptor, its ConnectionLimit takes the listener from the selector. */
  @Test
  void jettyWithoutAcceptorsAtItsLimit() {
    for (int i = 0; i < 3; i++) {
      sampled(
          Thread.State.TIMED_WAITING,
          "jdk.internal.misc.Unsafe.park",
          "org.eclipse.jetty.util.BlockingArrayQueue.poll",
          "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll");
    }
    evidence.acceptsInPool = true;
    evidence.registration = Asked.known(Registration.NOWHERE);
    evidence.connections = Asked.known(new Connections(20, 0, 0, 0));
    assertEquals("unknown", judge().cause().key());
    evidence.loaded = new Answers("org.eclipse.jetty.server.ConnectionLimit"::equals);
    assertEquals("connection_limit", judge().cause().key());
    assertTrue(judge().statement().contains("It holds 20 connections."), judge().statement());
    evidence.registration = Asked.known(Registration.FOR_ACCEPT);
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void anUnknownPoolIsNotCounted() {
    running("com.acme.Actor.receive", "org.apache.pekko.dispatch.Mailbox.run");
    evidence.acceptsInPool = true;
    assertEquals(
        "Threads of a pool accept here, and none is seen to do so now.", judge().statement());
  }

  /** A ForkJoinPool lets idle threads go, and the next one accepts. */
  @Test
  void anEndedThreadOfAPoolIsNoMissingAcceptor() {
    tally.add(
        0,
        new AcceptorSample(
            "dispatcher-7", Thread.State.TERMINATED, NO_STACK, null, null, NO_STACK));
    assertEquals("acceptor_missing", judge().cause().key());
    evidence.acceptsInPool = true;
    assertEquals("unknown", judge().cause().key());
  }

  /** For kernels that keep no pressure, such as Red Hat's. */
  @Test
  void noLackOfCpuIfOurOwnThreadNeverWaited() {
    for (int i = 0; i < 3; i++) {
      running("sun.nio.ch.Net.accept", "java.net.ServerSocket.accept", "com.acme.Shop.run");
    }
    evidence.host = delayed(-1);
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.host = delayed(300);
    assertEquals("cpu_starvation", judge().cause().key());
    evidence.host = delayed(5);
    assertEquals("unknown", judge().cause().key());
  }

  /** Fifty clients a second; it waits for each one's PROXY header. */
  @Test
  void waitingForEachClientIsNotBusy() {
    String[] header = {
      READ_SOCKET[0], READ_SOCKET[1], "java.net.Socket$SocketInputStream.read", "com.acme.Shop.peer"
    };
    evidence.acceptedLatelyPerSecond = 50;
    ranFor(1, header);
    assertEquals("accept_thread_blocked", judge().cause().key());
    evidence.host = throttled(1);
    assertEquals("accept_thread_blocked", judge().cause().key(), "once in two seconds");
    evidence.host = throttled(8);
    assertEquals("accept_rate_ceiling", judge().cause().key(), "it may have wanted a CPU");
    evidence.host = HostPeriod.UNKNOWN;
    tally.clear();
    ranFor(80, header);
    assertEquals("accept_rate_ceiling", judge().cause().key());
  }

  /** In so many periods of twenty. */
  private static HostPeriod throttled(long periods) {
    HostReading before = new HostReading();
    before.quotaPeriods = 0;
    before.throttledPeriods = 0;
    HostReading after = new HostReading();
    after.quotaPeriods = 20;
    after.throttledPeriods = periods;
    return new HostPeriod(2_000_000_000, 0, before, after);
  }

  @Test
  void aQueueWhoseLockIsHeldIsNotFull() {
    AcceptorSample sample =
        new AcceptorSample(
            "acceptor",
            Thread.State.WAITING,
            stack(
                "jdk.internal.misc.Unsafe.park",
                "java.util.concurrent.locks.ReentrantLock.lock",
                "java.util.concurrent.PriorityBlockingQueue.offer",
                "java.util.concurrent.PriorityBlockingQueue.put",
                "com.acme.Shop.run"),
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "sorter",
            stack("com.acme.Order.compareTo"));
    tally.add(0, sample);
    tally.add(100 * MILLIS, sample);
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("\"sorter\" holds"), judge().statement());
  }

  @Test
  void aFullRingBuffer() {
    asleepIn(
        "java.util.concurrent.locks.LockSupport.parkNanos",
        "com.lmax.disruptor.MultiProducerSequencer.next",
        "com.lmax.disruptor.RingBuffer.next",
        "com.acme.Shop.accepted");
    assertEquals("worker_pool_exhausted", judge().cause().key());
    assertTrue(judge().statement().endsWith("So the ring buffer is full."), judge().statement());
  }

  /** Without frames of the application's: Spring's own look-up of keys, on WebFlux. */
  @Test
  void anEventLoopThatWaitsInItsServersCode() {
    String loop = "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";
    readingOver("org.springframework.security.oauth2.jwt.NimbusJwtDecoder.decode", loop);
    assertEquals("event_loop_blocked", judge().cause().key());
    tally.clear();
    asleep("reactor.core.publisher.Unknown.sleeps", loop);
    assertEquals("event_loop_blocked", judge().cause().key());
    tally.clear();
    running(
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.nio.ch.SocketChannelImpl.read",
        "io.netty.buffer.Any.read",
        loop);
    assertEquals("unknown", judge().cause().key());
    assertFalse(judge().statement().contains("waiting for a socket"), judge().statement());
  }

  @Test
  void aHeldLockOfTheServer() {
    tally.add(
        0,
        new AcceptorSample(
            "acceptor",
            Thread.State.BLOCKED,
            stack("kafka.network.ConnectionQuotas.inc", "kafka.network.Acceptor.run"),
            "java.lang.Object",
            "reaper",
            stack("com.acme.Quota.check")));
    assertEquals("accept_thread_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("\"reaper\" holds"), judge().statement());
    assertEquals("Find out what keeps whoever holds that lock.", judge().advice());
  }

  @Test
  void aServerThatBacksOffAfterAFailedAccept() {
    String[] places = {
      "org.apache.tomcat.util.net.Acceptor.handleExceptionWithDelay",
      "org.apache.tomcat.util.net.AbstractEndpoint.handleExceptionWithDelay",
      "org.eclipse.jetty.server.AbstractConnector.handleAcceptFailure",
      "sun.rmi.transport.tcp.TCPTransport$AcceptLoop.throttleLoopOnException",
    };
    for (String place : places) {
      tally.clear();
      asleep(place, "java.lang.Thread.run");
      assertEquals("unknown", judge().cause().key());
      assertTrue(judge().statement().contains("It could not accept"), judge().statement());
    }
  }

  @Test
  void olderTomcats() {
    asleep("org.apache.tomcat.util.net.JIoEndpoint$Acceptor.run", "java.lang.Thread.run");
    assertEquals("paused", judge().cause().key());
    asleepIn(
        "java.lang.Object.wait",
        "org.apache.tomcat.util.net.JIoEndpoint.getWorkerThread",
        "org.apache.tomcat.util.net.JIoEndpoint.processSocket",
        "org.apache.tomcat.util.net.JIoEndpoint$Acceptor.run");
    assertEquals("worker_pool_exhausted", judge().cause().key());
  }

  /** The program jwebserver, and a client that does not take a large file. */
  @Test
  void theJdksServerThatWritesSlowly() {
    String dispatcher = "sun.net.httpserver.ServerImpl$Dispatcher.run";
    String channel = "sun.nio.ch.SocketChannelImpl.";
    running(channel + "write", "sun.net.httpserver.Request$WriteStream.write", dispatcher);
    assertEquals("event_loop_blocked", judge().cause().key());
    assertTrue(judge().statement().contains("takes the rest of its response"), judge().statement());
    assertTrue(judge().advice().contains("maxRspTime"), judge().advice());
    tally.clear();
    running(channel + "read", "sun.net.httpserver.Request$ReadStream.read", dispatcher);
    assertTrue(judge().statement().contains("rest of a client's request"), judge().statement());
    assertTrue(judge().advice().contains("maxReqTime"), judge().advice());
  }

  /** A client that does not read what it is greeted with. */
  @Test
  void writingToASocketIsWaiting() {
    running(
        "sun.nio.ch.SocketDispatcher.write0",
        "sun.nio.ch.NioSocketImpl.implWrite",
        "com.acme.Shop.greet");
    assertTrue(judge().statement().endsWith("writing to a socket."), judge().statement());
    tally.clear();
    running("java.net.PlainSocketImpl.socketConnect", "com.acme.Shop.callBack");
    assertTrue(judge().statement().endsWith("connecting a socket."), judge().statement());
  }

  @Test
  void noStatementWithoutEvidence() {
    assertNull(judge().statement());
  }

  private void burst() {
    evidence.overflowed = true;
    evidence.limit = 50;
    evidence.acceptedPerSecond = 900;
    evidence.burst = new FirstBurst(600, true, 200 * MILLIS, true);
  }

  private Diagnosis judge() {
    evidence.acceptor = tally.view();
    return Causes.judge(evidence.build());
  }

  private static HostPeriod delayed(long runDelayMillis) {
    HostReading before = new HostReading();
    before.runDelayNanos = runDelayMillis < 0 ? -1 : 0;
    HostReading after = new HostReading();
    after.runDelayNanos = runDelayMillis * MILLIS;
    return new HostPeriod(1500 * MILLIS, 0, before, after);
  }

  /** Another acceptor, which waits for what a socket brings. */
  private void readingOver(String... frames) {
    tally.clear();
    String[] all = new String[frames.length + READ_SOCKET.length];
    System.arraycopy(READ_SOCKET, 0, all, 0, READ_SOCKET.length);
    System.arraycopy(frames, 0, all, READ_SOCKET.length, frames.length);
    running(all);
  }

  /** Another acceptor. */
  private void asleepIn(String... frames) {
    tally.clear();
    sampled(Thread.State.WAITING, frames);
  }

  private void asleep(String... callers) {
    String[] all = new String[callers.length + 1];
    all[0] = "java.lang.Thread.sleep";
    System.arraycopy(callers, 0, all, 1, callers.length);
    sampled(Thread.State.TIMED_WAITING, all);
  }

  private void running(String... frames) {
    sampled(Thread.State.RUNNABLE, frames);
  }

  private void sampled(Thread.State state, String... frames) {
    add(new AcceptorSample("acceptor", state, stack(frames), null, null, NO_STACK));
  }

  /** In a native method, with a CPU for so long of each tenth of a second. */
  private void ranFor(long millis, String... frames) {
    StackTraceElement[] stack = stack(frames);
    stack[0] =
        new StackTraceElement(stack[0].getClassName(), stack[0].getMethodName(), "Source.java", -2);
    AcceptorSample sample =
        new AcceptorSample("acceptor", Thread.State.RUNNABLE, stack, null, null, NO_STACK);
    for (int i = 0; i < 5; i++) {
      add(sample.havingRun(i * millis * MILLIS, 7, Readiness.UNKNOWN));
    }
  }

  private void add(AcceptorSample sample) {
    tally.add(nowNanos, sample);
    nowNanos += 100 * MILLIS;
  }
}
