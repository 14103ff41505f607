package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.text.Sentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers in trouble as people report them: what is said of each, and what is advised. */
class FieldTroublesTest {
  private static final String HAPPENED =
      "0.0.0.0:8080 turns clients away: 129 connections wait (room for 129), the oldest for 3.1 s.";
  private static final String PARK = "jdk.internal.misc.Unsafe.park";
  private static final String SLEEP = "java.lang.Thread.sleep";
  private static final String NETTY = "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";
  private static final String BLOCKED = "accept_thread_blocked";
  private static final String POOL = "worker_pool_exhausted";
  private static final String WAITS_FOR = "Find out what the acceptor waits for there.";
  private static final String OFF_THE_THREAD = "Take that work off the thread that accepts.";
  private static final String DO_NOT_WAIT = "Do not wait for it on the accepting thread.";
  private static final StackTraceElement[] NO_STACK = {};

  private @Nullable String holder;
  private HandOver handOver = HandOver.UNKNOWN;

  /** It may be the pool's connections that leak, and the database be well. */
  @Test
  void aPoolOfConnectionsIsNotTheDatabase() {
    acceptor(
            Thread.State.TIMED_WAITING,
            PARK,
            "java.util.concurrent.SynchronousQueue.poll",
            "com.zaxxer.hikari.util.ConcurrentBag.borrow",
            "com.zaxxer.hikari.pool.HikariPool.getConnection",
            "com.acme.Tenants.of",
            "com.acme.Shop.run")
        .is(BLOCKED, "It waits for HikariPool (database connections).", "Take database calls off");
    acceptor(
            Thread.State.TIMED_WAITING,
            PARK,
            "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitNanos",
            "org.apache.commons.pool2.impl.LinkedBlockingDeque.pollFirst",
            "org.apache.commons.pool2.impl.GenericObjectPool.borrowObject",
            "redis.clients.jedis.util.Pool.getResource",
            "com.acme.Shop.run")
        .is(BLOCKED, "It waits for Jedis's pool (Redis).", DO_NOT_WAIT);
    acceptor(
            Thread.State.WAITING,
            PARK,
            "org.apache.http.pool.AbstractConnPool.getPoolEntryBlocking",
            "com.acme.Auth.check",
            NETTY)
        .is("event_loop_blocked", "It waits for HttpClient's pool.", "Move blocking");
    acceptor(
            Thread.State.RUNNABLE,
            "sun.nio.ch.SocketDispatcher.read0",
            "sun.nio.ch.NioSocketImpl.implRead",
            "org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl",
            "com.zaxxer.hikari.pool.HikariPool.getConnection",
            "com.acme.Shop.run")
        .is(BLOCKED, "It waits for the database.", "Take database calls off");
  }

  /** The client has shown its certificate, and the one that is slow is another. */
  @Test
  void aHandshakeThatAsksSomebodyElse() {
    String[] handshake = {
      "sun.security.ssl.CertificateMessage$T13CertificateConsumer.onConsumeCertificate",
      "sun.security.ssl.SSLSocketImpl.readHandshakeRecord",
      "sun.security.ssl.SSLSocketImpl.startHandshake",
      "com.acme.Shop.run"
    };
    String[][] others = {
      {
        "sun.net.www.protocol.http.HttpURLConnection.getInputStream",
        "sun.security.provider.certpath.OCSP.getOCSPBytes"
      },
      {"com.sun.jndi.ldap.Connection.readReply", "com.sun.jndi.ldap.LdapCtx.c_lookup"},
      {"com.acme.Trust.ask", "com.acme.Trust.checkClientTrusted"},
    };
    for (String[] other : others) {
      acceptor(
              Thread.State.RUNNABLE,
              join(
                  new String[] {
                    "sun.nio.ch.SocketDispatcher.read0", "sun.nio.ch.NioSocketImpl.implRead"
                  },
                  other,
                  handshake))
          .is(BLOCKED, "waiting for a socket, in 5 of 5 samples within 0.4 s.", OFF_THE_THREAD);
    }
    acceptor(
            Thread.State.RUNNABLE,
            join(
                new String[] {
                  "sun.nio.ch.SocketDispatcher.read0",
                  "sun.nio.ch.NioSocketImpl.implRead",
                  "sun.security.ssl.SSLSocketInputRecord.decode"
                },
                handshake))
        .is(BLOCKED, "It is in a TLS handshake,", "Take the handshake off the thread that accepts");
  }

  /** What is to be logged may take long to say so, and a long line to compose. */
  @Test
  void whatIsLoggedIsNotTheLog() {
    acceptor(
            Thread.State.TIMED_WAITING,
            SLEEP,
            "com.acme.Order.toString",
            "ch.qos.logback.classic.Logger.info",
            "com.acme.Shop.run")
        .is(BLOCKED, "is in com.acme.Order.toString (Source.java:7), asleep", WAITS_FOR);
    acceptor(
            Thread.State.TIMED_WAITING,
            SLEEP,
            "com.acme.Shop.lambda$run$0",
            "org.apache.logging.log4j.util.LambdaUtil.get",
            "com.acme.Shop.run")
        .is(BLOCKED, "asleep, in 5 of 5 samples within 0.4 s.", WAITS_FOR);
    acceptor(
            Thread.State.RUNNABLE,
            "java.util.regex.Matcher.find",
            "ch.qos.logback.core.pattern.Converter.convert",
            "com.acme.Shop.run")
        .is(BLOCKED, "running java.util.regex.Matcher.find, in 5 of 5 samples", OFF_THE_THREAD);
    holder = "http-9";
    acceptor(Thread.State.BLOCKED, "org.apache.log4j.Category.callAppenders", "com.acme.Shop.run")
        .is(BLOCKED, "the log does not take it.", "Make the appender asynchronous");
  }

  /** The JDK asks once for several threads, and the others wait for that one. */
  @Test
  void theNameOfTheHostItself() {
    String advice = "Do not look up host names on the thread that accepts.";
    acceptor(
            Thread.State.RUNNABLE,
            "java.net.Inet6AddressImpl.lookupAllHostAddr",
            "java.net.InetAddress.getLocalHost",
            "com.acme.Shop.greet")
        .is(BLOCKED, "It asks the name service.", advice);
    holder = "resolver";
    acceptor(
            Thread.State.BLOCKED,
            "java.net.InetAddress$NameServiceAddresses.get",
            "java.net.InetAddress.getByName",
            "com.acme.Shop.greet")
        .is(BLOCKED, "\"resolver\" holds", advice);
  }

  @Test
  void seedsOfSecureRandomOnJava8() {
    acceptor(
            Thread.State.RUNNABLE,
            "java.io.FileInputStream.readBytes",
            "sun.security.provider.SeedGenerator$URLSeedGenerator.getSeedBytes",
            "sun.security.provider.SecureRandom.engineNextBytes",
            "com.acme.Tokens.next")
        .is(BLOCKED, "It waits for the kernel's random numbers.", "Let it take them from");
  }

  @Test
  void aRetryThatSleepsAfterAnError() {
    acceptor(Thread.State.TIMED_WAITING, SLEEP, "com.acme.Shop.onError", "com.acme.Shop.run")
        .is(BLOCKED, "is in com.acme.Shop.onError (Source.java:7), asleep", WAITS_FOR);
  }

  /** Nobody has what was given out, so nobody is named. */
  @Test
  void aPermitThatHasLeaked() {
    for (String method : new String[] {"acquire", "tryAcquire"}) {
      acceptor(
              Thread.State.WAITING,
              PARK,
              "java.util.concurrent.Semaphore." + method,
              "com.acme.Shop.run")
          .is(POOL, "So no permit is free.", "Whatever should free it is too slow, or has stopped");
    }
    acceptor(
            Thread.State.TIMED_WAITING,
            PARK,
            "java.util.concurrent.Semaphore.tryAcquire",
            "io.github.resilience4j.bulkhead.internal.SemaphoreBulkhead.tryEnterBulkhead",
            "com.acme.Shop.run")
        .is(POOL, "So no permit is free.", "Whatever should free it");
  }

  /** Of a future it is known who completes it only while its task is in a queue. */
  @Test
  void aFutureThatTheAcceptorWaitsFor() {
    String[] join = {
      PARK,
      "java.util.concurrent.CompletableFuture$Signaller.block",
      "java.util.concurrent.CompletableFuture.join",
      "com.acme.Shop.run"
    };
    acceptor(Thread.State.WAITING, join)
        .is(BLOCKED, "waiting in CompletableFuture.join, in 5 of 5 samples", DO_NOT_WAIT);
    handOver = queuedAt(2);
    acceptor(Thread.State.WAITING, join)
        .is(
            POOL,
            "waits in CompletableFuture.join, in 5 of 5 samples within 0.4 s: others keep the acceptor"
                + " waiting, and 2 of 2 \"ForkJoinPool.commonPool-worker\" threads are in Report.make,"
                + " asleep.",
            "Find out what keeps them there");
    handOver = queuedAt(1);
    acceptor(Thread.State.WAITING, join)
        .is(
            BLOCKED,
            "What it waits for: thread \"ForkJoinPool.commonPool-worker-0\" is in Report.make,",
            DO_NOT_WAIT);
  }

  private static HandOver queuedAt(int threads) {
    List<AcceptorSample> pool = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      pool.add(
          new AcceptorSample(
              "ForkJoinPool.commonPool-worker-" + i,
              Thread.State.TIMED_WAITING,
              stack(SLEEP, "com.acme.Report.make"),
              null,
              null,
              NO_STACK));
    }
    return new HandOver(HandOver.Link.SAME_OBJECT, Workers.of(pool), false);
  }

  @Test
  void whatOthersHaveToDoFirst() {
    String[][] waits = {
      {"java.util.concurrent.CountDownLatch.await", "reactor.core.publisher.Mono.block"},
      {
        "java.util.concurrent.FutureTask.get",
        "java.util.concurrent.AbstractExecutorService.invokeAll"
      },
      {"java.lang.Object.wait", "java.lang.Thread.join"},
      {
        "java.lang.Object.wait", "org.apache.kafka.clients.producer.internals.ProducerMetadata.wait"
      },
      {"java.util.concurrent.ConcurrentHashMap.computeIfAbsent", "com.acme.Cache.get"},
    };
    for (String[] wait : waits) {
      acceptor(Thread.State.WAITING, PARK, wait[0], wait[1], "com.acme.Shop.run")
          .is(BLOCKED, "waiting in ", DO_NOT_WAIT);
    }
  }

  @Test
  void locksThatOthersHold() {
    holder = "filler";
    String[] places = {
      "java.util.concurrent.ConcurrentHashMap.computeIfAbsent", // a cache that is being filled
      "java.lang.ClassLoader.loadClass", // a class that another thread loads
      "org.springframework.beans.factory.support.DefaultSingletonBeanRegistry.getSingleton",
      "org.apache.catalina.session.StandardSession.getAttribute",
      "java.io.PrintStream.println",
    };
    for (String place : places) {
      acceptor(Thread.State.BLOCKED, place, "com.acme.Shop.run")
          .is(
              BLOCKED,
              "\"filler\" holds, in 5 of 5 samples within 0.4 s. That one is in",
              DO_NOT_WAIT);
    }
  }

  /** The JVM says of all of them that they run. */
  @Test
  void nativeMethodsThatTakeLong() {
    String[] methods = {
      "sun.nio.fs.UnixNativeDispatcher.stat0", // a network file system that hangs
      "sun.nio.ch.FileDispatcherImpl.force0", // a disk that is slow
      "sun.nio.ch.FileDispatcherImpl.lock0",
      "java.lang.ProcessImpl.forkAndExec",
      "java.lang.Thread.start0",
    };
    for (String method : methods) {
      acceptor(Thread.State.RUNNABLE, method, "com.acme.Shop.run")
          .is(
              BLOCKED,
              "is in com.acme.Shop.run (Source.java:7), running " + method,
              OFF_THE_THREAD);
    }
  }

  /** As RMI's, when the system is slow to make a thread. */
  @Test
  void aPlaceIsNotSaidTwice() {
    Diagnosis diagnosis =
        judged(
            Thread.State.RUNNABLE,
            "java.lang.Thread.start0",
            "java.util.concurrent.ThreadPoolExecutor.addWorker",
            "sun.rmi.transport.tcp.TCPTransport$AcceptLoop.executeAcceptLoop");
    assertEquals(
        "Thread \"acceptor\" is in java.lang.Thread.start0 (Source.java:7), running, in 5 of 5"
            + " samples within 0.4 s.",
        diagnosis.statement());
    assertEquals("unknown", diagnosis.cause().key());
  }

  @Test
  void loopsOfNettyThatWait() {
    String advice = "Move blocking work off the event loop";
    acceptor(
            Thread.State.RUNNABLE,
            "java.net.Inet6AddressImpl.lookupAllHostAddr",
            "java.net.InetAddress.getAllByName",
            "com.acme.Geo.of",
            NETTY)
        .is(
            "event_loop_blocked",
            "It is an event loop of Netty's. It asks the name",
            "Move the look-up of host names off the event loop, and let a group of its own accept.");
    acceptor(
            Thread.State.WAITING,
            "java.lang.Object.wait",
            "io.netty.channel.DefaultChannelPromise.sync",
            "com.acme.Handler.channelRead",
            NETTY)
        .is("event_loop_blocked", "waiting in Object.wait", advice);
  }

  /** Only who uses Reactor or Vert.x knows what these call it. */
  @Test
  void howWorkIsMovedOffALoopOfNettys() {
    String[][] known = {
      {"com.acme.Filter.run", ""},
      {"reactor.netty.channel.ChannelOperationsHandler.channelRead", " (publishOn)"},
      {"io.vertx.core.impl.ContextImpl.emit", " (executeBlocking)"},
    };
    for (String[] row : known) {
      acceptor(Thread.State.TIMED_WAITING, SLEEP, "com.acme.Dao.load", row[0], NETTY)
          .is(
              "event_loop_blocked",
              "It is an event loop of Netty's.",
              "Move blocking work off the event loop" + row[1] + ", and let a group of its own");
    }
  }

  /** No group of its own would help: it is the one that accepts. */
  @Test
  void aHandlerOfNettysListener() {
    String[] channels = {
      "io.netty.channel.nio.AbstractNioMessageChannel$NioMessageUnsafe.read",
      "io.netty.channel.epoll.AbstractEpollServerChannel$EpollServerSocketUnsafe.epollInReady",
      "io.netty.channel.uring.AbstractIoUringServerChannel$UringServerChannelUnsafe.readComplete0",
    };
    for (String channel : channels) {
      acceptor(
              Thread.State.RUNNABLE,
              "java.net.Inet6AddressImpl.lookupAllHostAddr",
              "java.net.InetAddress.getAllByName",
              "com.acme.Geo.check",
              "com.acme.Boss.channelRead",
              channel,
              NETTY)
          .is(
              "event_loop_blocked",
              "It is an event loop of Netty's. It asks the name",
              "Move the look-up of host names off the event loop.");
    }
  }

  /** Such a channel may be on the loop that accepts; in a group of its own that would go on. */
  @Test
  void aHandlerOfDatagrams() {
    String[] handlers = {
      "io.netty.channel.SimpleChannelInboundHandler.channelRead",
      "io.netty.resolver.dns.DnsNameResolver$DnsResponseHandler.channelRead",
      "io.netty.handler.codec.quic.QuicheQuicServerCodec.channelRead",
    };
    for (String handler : handlers) {
      acceptor(
              Thread.State.TIMED_WAITING,
              SLEEP,
              "com.acme.Dao.load",
              handler,
              "io.netty.channel.nio.AbstractNioMessageChannel$NioMessageUnsafe.read",
              NETTY)
          .is(
              "event_loop_blocked",
              "It is an event loop of Netty's.",
              "Move blocking work off the event loop, and let a group of its own accept.");
    }
  }

  /** Where it gives the connection to its own loop, which prepares it at once. */
  @Test
  void whatNettysListenerDoesWithAConnection() {
    acceptor(
            Thread.State.TIMED_WAITING,
            SLEEP,
            "com.acme.Pipeline.initChannel",
            "io.netty.handler.codec.http.HttpServerCodec.handlerAdded",
            "io.netty.bootstrap.ServerBootstrap$ServerBootstrapAcceptor.channelRead",
            "io.netty.channel.nio.AbstractNioMessageChannel$NioMessageUnsafe.read",
            NETTY)
        .is(
            "event_loop_blocked",
            "It is an event loop of Netty's.",
            "Move blocking work off the event loop.");
  }

  /** Through io_uring, of Netty 4.2 and of its incubator before. */
  @Test
  void aLoopThatWaitsInTheKernelIsWell() {
    for (String uring : new String[] {"io.netty.channel.", "io.netty.incubator.channel."}) {
      Diagnosis diagnosis =
          judged(Thread.State.RUNNABLE, uring + "uring.Native.ioUringEnter", NETTY);
      assertEquals("unknown", diagnosis.cause().key());
      assertTrue(
          String.valueOf(diagnosis.statement())
              .startsWith("Thread \"acceptor\" waits for connections"),
          diagnosis.statement());
    }
  }

  @Test
  void workersBehindAccept() {
    workers(Thread.State.WAITING, PARK, "java.util.concurrent.CompletableFuture.join")
        .is(POOL, "waiting in CompletableFuture.join.", "Find out who should complete it");
    workers(Thread.State.WAITING, PARK, "java.util.concurrent.Semaphore.acquire")
        .is(POOL, "waiting in Semaphore.acquire.", "Find out what they wait for there.");
    workers(Thread.State.WAITING, PARK, "java.util.stream.ReferencePipeline.forEach")
        .is(POOL, "are in Web.serve, waiting.", "Find out what they wait for there.");
    workers(
            Thread.State.RUNNABLE,
            "sun.nio.ch.SocketDispatcher.read0",
            "sun.nio.ch.NioSocketImpl.implRead")
        .is(
            POOL,
            "are in Web.serve, waiting for a socket.",
            "Find out why the other side (a back end, or an idle client) is slow,"
                + " and set a timeout there.");
    workers(Thread.State.RUNNABLE, "java.util.regex.Pattern$Loop.match")
        .is(POOL, "are in Web.serve.", "Give the process more CPUs, or less of that work");
    holder = "exec-1";
    workers(Thread.State.BLOCKED)
        .is(
            POOL,
            "are in Web.serve, blocked by a lock that \"exec-1\" holds in Holder.hold.",
            "Find out what is done with that lock held; more threads do not help.");
    workers(Thread.State.BLOCKED, "org.apache.log4j.Category.callAppenders")
        .is(POOL, "blocked by a lock that \"exec-1\" holds", "See why the log takes no lines");
  }

  private Said acceptor(Thread.State state, String... frames) {
    return new Said(judged(state, frames));
  }

  private Diagnosis judged(Thread.State state, String... frames) {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 5; i++) {
      tally.add(i * 100_000_000L, sample("acceptor", state, frames));
    }
    evidence.acceptor = tally.view();
    evidence.handOver = handOver;
    return Causes.judge(evidence.build());
  }

  /** All three threads of a pool. */
  private Said workers(Thread.State state, String... frames) {
    List<AcceptorSample> busy = new ArrayList<>();
    for (int i = 2; i < 5; i++) {
      busy.add(sample("exec-" + i, state, join(frames, new String[] {"com.acme.Web.serve"})));
    }
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.troubleNanos = 2_000_000_000;
    evidence.serving = Asked.known(new Serving.Builder().pool(busy, 3, 3, 7).threads(busy).build());
    return new Said(UnservedCauses.judge(evidence.build()));
  }

  private AcceptorSample sample(String name, Thread.State state, String... frames) {
    return holder == null
        ? new AcceptorSample(name, state, stack(frames), null, null, NO_STACK)
        : new AcceptorSample(
            name,
            state,
            stack(frames),
            "java.lang.Object",
            holder,
            stack(SLEEP, "com.acme.Holder.hold"));
  }

  private static String[] join(String[]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private record Said(Diagnosis diagnosis) {
    void is(String cause, String statement, String advice) {
      assertEquals(cause, diagnosis.cause().key());
      String said = String.valueOf(diagnosis.statement());
      assertTrue(said.contains(statement), said);
      assertTrue(String.valueOf(diagnosis.advice()).startsWith(advice), diagnosis.advice());
      String line =
          Sentence.of(HAPPENED, diagnosis.statement(), diagnosis.advice(), diagnosis.besides());
      assertTrue(line.length() <= Sentence.MAX && line.contains(advice.substring(0, 12)), line);
    }
  }
}
