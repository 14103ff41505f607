package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers in trouble as people report them: what is said of each, and what is advised. */
class FieldTroublesTest {
  private static final String HAPPENED =
      "0.0.0.0:8080 turns clients away: 129 connections wait (room for 129), the oldest for 3.1 s.";
  private static final StackTraceElement[] NO_STACK = {};

  private static final String NETTY = "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";

  @Test
  void print() {
    String P = "jdk.internal.misc.Unsafe.park", LS = "java.util.concurrent.locks.LockSupport.park";
    Thread.State W = Thread.State.WAITING,
        T = Thread.State.TIMED_WAITING,
        R = Thread.State.RUNNABLE,
        B = Thread.State.BLOCKED;
    acc(
        "hikari",
        T,
        null,
        P,
        LS,
        "java.util.concurrent.SynchronousQueue$TransferStack.transfer",
        "java.util.concurrent.SynchronousQueue.poll",
        "com.zaxxer.hikari.util.ConcurrentBag.borrow",
        "com.zaxxer.hikari.pool.HikariPool.getConnection",
        "com.zaxxer.hikari.HikariDataSource.getConnection",
        "com.acme.Tenants.of",
        "com.acme.Shop.run");
    acc(
        "localhost",
        R,
        null,
        "java.net.Inet6AddressImpl.lookupAllHostAddr",
        "java.net.InetAddress$PlatformNameService.lookupAllHostAddr",
        "java.net.InetAddress.getLocalHost",
        "com.acme.Shop.greet",
        "com.acme.Shop.run");
    acc(
        "localhost lock",
        B,
        "resolver",
        "java.net.InetAddress$NameServiceAddresses.get",
        "java.net.InetAddress.getAllByName0",
        "java.net.InetAddress.getByName",
        "com.acme.Shop.greet",
        "com.acme.Shop.run");
    acc(
        "seed8",
        R,
        null,
        "java.io.FileInputStream.readBytes",
        "java.io.FileInputStream.read",
        "sun.security.provider.SeedGenerator$URLSeedGenerator.getSeedBytes",
        "sun.security.provider.SecureRandom.engineNextBytes",
        "java.security.SecureRandom.nextBytes",
        "com.acme.Tokens.next",
        "com.acme.Shop.run");
    acc("backoff", T, null, "java.lang.Thread.sleep", "com.acme.Shop.onError", "com.acme.Shop.run");
    acc(
        "permit",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquireSharedInterruptibly",
        "java.util.concurrent.Semaphore.acquire",
        "com.acme.Shop.run");
    acc(
        "tryAcquire",
        T,
        null,
        P,
        LS,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer.tryAcquireSharedNanos",
        "java.util.concurrent.Semaphore.tryAcquire",
        "com.acme.Shop.run");
    acc(
        "guava limiter permit",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.CountDownLatch.await",
        "com.acme.Shop.run");
    acc(
        "classload",
        B,
        "loader",
        "java.lang.ClassLoader.loadClass",
        "jdk.internal.loader.ClassLoaders$AppClassLoader.loadClass",
        "java.lang.ClassLoader.loadClass",
        "com.acme.Shop.handle",
        "com.acme.Shop.run");
    acc(
        "spring lock",
        B,
        "http-1",
        "org.springframework.beans.factory.support.DefaultSingletonBeanRegistry.getSingleton",
        "org.springframework.context.support.AbstractApplicationContext.getBean",
        "com.acme.Shop.run");
    acc(
        "producer",
        T,
        null,
        "java.lang.Object.wait",
        "org.apache.kafka.common.utils.SystemTime.waitObject",
        "org.apache.kafka.clients.producer.internals.ProducerMetadata.awaitUpdate",
        "org.apache.kafka.clients.producer.KafkaProducer.send",
        "com.acme.Audit.write",
        "com.acme.Shop.run");
    acc(
        "process",
        W,
        null,
        "java.lang.Object.wait",
        "java.lang.ProcessImpl.waitFor",
        "com.acme.Shop.hook",
        "com.acme.Shop.run");
    acc(
        "exec start",
        R,
        null,
        "java.lang.ProcessImpl.forkAndExec",
        "java.lang.ProcessImpl.<init>",
        "java.lang.ProcessBuilder.start",
        "com.acme.Shop.hook",
        "com.acme.Shop.run");
    acc(
        "nfs",
        R,
        null,
        "sun.nio.fs.UnixNativeDispatcher.stat0",
        "sun.nio.fs.UnixFileAttributes.get",
        "java.nio.file.Files.exists",
        "com.acme.Shop.banned",
        "com.acme.Shop.run");
    acc("gc", R, null, "java.lang.Runtime.gc", "java.lang.System.gc", "com.acme.Shop.run");
    acc("join", W, null, "java.lang.Object.wait", "java.lang.Thread.join", "com.acme.Shop.run");
    acc(
        "invokeAll",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.FutureTask.awaitDone",
        "java.util.concurrent.FutureTask.get",
        "java.util.concurrent.AbstractExecutorService.invokeAll",
        "com.acme.Shop.run");
    acc(
        "cf",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.CompletableFuture$Signaller.block",
        "java.util.concurrent.ForkJoinPool.managedBlock",
        "java.util.concurrent.CompletableFuture.waitingGet",
        "java.util.concurrent.CompletableFuture.join",
        "com.acme.Shop.run");
    acc(
        "mono block",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.CountDownLatch.await",
        "reactor.core.publisher.BlockingSingleSubscriber.blockingGet",
        "reactor.core.publisher.Mono.block",
        "com.acme.Shop.run");
    acc(
        "parallel stream",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.ForkJoinTask.awaitDone",
        "java.util.concurrent.ForkJoinTask.invoke",
        "java.util.stream.ForEachOps$ForEachTask.compute",
        "java.util.stream.ReferencePipeline.forEach",
        "com.acme.Shop.run");
    acc(
        "log4j1",
        B,
        "http-9",
        "org.apache.log4j.Category.callAppenders",
        "org.apache.log4j.Category.info",
        "com.acme.Shop.run");
    acc(
        "log4j2 rollover",
        W,
        "http-9",
        P,
        LS,
        "java.util.concurrent.locks.ReentrantLock.lock",
        "org.apache.logging.log4j.core.appender.rolling.RollingFileManager.checkRollover",
        "com.acme.Shop.run");
    acc(
        "jedis",
        T,
        null,
        P,
        LS,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitNanos",
        "org.apache.commons.pool2.impl.LinkedBlockingDeque.pollFirst",
        "org.apache.commons.pool2.impl.GenericObjectPool.borrowObject",
        "redis.clients.jedis.util.Pool.getResource",
        "com.acme.Sessions.get",
        "com.acme.Shop.run");
    acc(
        "httpclient pool",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await",
        "org.apache.http.pool.AbstractConnPool.getPoolEntryBlocking",
        "org.apache.http.impl.client.InternalHttpClient.doExecute",
        "com.acme.Auth.check",
        "com.acme.Shop.run");
    acc(
        "reflect proxy",
        R,
        null,
        "java.util.regex.Pattern$GroupCurly.match0",
        "java.util.regex.Matcher.find",
        "com.acme.Waf.check",
        "com.acme.Shop.run");
    acc(
        "hashmap spin",
        R,
        null,
        "java.util.HashMap.get",
        "com.acme.Sessions.get",
        "com.acme.Shop.run");
    acc("spin app", R, null, "com.acme.Shop.spin", "com.acme.Shop.run");
    acc(
        "sslctx",
        R,
        null,
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.nio.ch.NioSocketImpl.implRead",
        "java.net.Socket$SocketInputStream.read",
        "sun.security.ssl.SSLSocketInputRecord.decode",
        "sun.security.ssl.SSLSocketImpl.readHandshakeRecord",
        "sun.security.ssl.SSLSocketImpl.startHandshake",
        "com.acme.Shop.run");
    acc(
        "ocsp",
        R,
        null,
        "sun.nio.ch.Net.poll",
        "sun.nio.ch.NioSocketImpl.timedFinishConnect",
        "sun.nio.ch.NioSocketImpl.connect",
        "java.net.Socket.connect",
        "sun.net.www.protocol.http.HttpURLConnection.getInputStream",
        "sun.security.provider.certpath.OCSP.getOCSPBytes",
        "sun.security.validator.PKIXValidator.engineValidate",
        "sun.security.ssl.CertificateMessage$T13CertificateConsumer.onConsumeCertificate",
        "sun.security.ssl.SSLSocketImpl.startHandshake",
        "com.acme.Shop.run");
    acc(
        "netty dns",
        R,
        null,
        "java.net.Inet6AddressImpl.lookupAllHostAddr",
        "java.net.InetAddress.getAllByName",
        "com.acme.Geo.of",
        "com.acme.Handler.channelRead",
        NETTY);
    acc(
        "netty sync",
        W,
        null,
        "java.lang.Object.wait",
        "io.netty.util.concurrent.DefaultPromise.await",
        "io.netty.channel.DefaultChannelPromise.sync",
        "com.acme.Handler.channelRead",
        NETTY);
    acc(
        "ldap",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.LinkedBlockingQueue.poll",
        "com.sun.jndi.ldap.Connection.readReply",
        "com.sun.jndi.ldap.LdapCtx.c_search",
        "javax.naming.directory.InitialDirContext.search",
        "com.acme.Auth.check",
        "com.acme.Shop.run");
    acc(
        "mail",
        R,
        null,
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.nio.ch.NioSocketImpl.implRead",
        "com.sun.mail.smtp.SMTPTransport.readServerResponse",
        "com.acme.Alert.send",
        "com.acme.Shop.run");
    acc(
        "monitor server",
        B,
        "exec-3",
        "org.apache.catalina.session.StandardSession.getAttribute",
        "com.acme.Shop.run");
    acc(
        "caller",
        T,
        null,
        "java.lang.Thread.sleep",
        "com.acme.Dao.load",
        "java.util.concurrent.ThreadPoolExecutor$CallerRunsPolicy.rejectedExecution",
        "java.util.concurrent.ThreadPoolExecutor.reject",
        "java.util.concurrent.ThreadPoolExecutor.execute",
        "com.acme.Shop.run");
    acc(
        "start0",
        R,
        null,
        "java.lang.Thread.start0",
        "java.lang.Thread.start",
        "com.acme.Shop.run");
    acc(
        "rmi start0",
        R,
        null,
        "java.lang.Thread.start0",
        "java.lang.Thread.start",
        "java.util.concurrent.ThreadPoolExecutor.addWorker",
        "java.util.concurrent.ThreadPoolExecutor.execute",
        "sun.rmi.transport.tcp.TCPTransport$AcceptLoop.executeAcceptLoop",
        "sun.rmi.transport.tcp.TCPTransport$AcceptLoop.run");
    acc(
        "phaser",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.Phaser$QNode.block",
        "java.util.concurrent.Phaser.awaitAdvance",
        "com.acme.Shop.run");
    acc(
        "caffeine",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.ConcurrentHashMap.computeIfAbsent",
        "com.acme.Cache.get",
        "com.acme.Shop.run");
    acc(
        "chm blocked",
        B,
        "filler",
        "java.util.concurrent.ConcurrentHashMap.computeIfAbsent",
        "com.acme.Cache.get",
        "com.acme.Shop.run");
    acc(
        "file lock",
        R,
        null,
        "sun.nio.ch.FileDispatcherImpl.lock0",
        "sun.nio.ch.FileChannelImpl.lock",
        "com.acme.Shop.stamp",
        "com.acme.Shop.run");
    acc(
        "fsync",
        R,
        null,
        "sun.nio.ch.FileDispatcherImpl.force0",
        "sun.nio.ch.FileChannelImpl.force",
        "com.acme.Journal.append",
        "com.acme.Shop.run");
    acc("stdout", B, "http-9", "java.io.PrintStream.println", "com.acme.Shop.run");
    acc(
        "resilience bulkhead",
        T,
        null,
        P,
        LS,
        "java.util.concurrent.Semaphore.tryAcquire",
        "io.github.resilience4j.bulkhead.internal.SemaphoreBulkhead.tryEnterBulkhead",
        "com.acme.Shop.run");
    srv(
        "session",
        B,
        "exec-1",
        "com.acme.Cart.add",
        "org.apache.catalina.core.ApplicationFilterChain.doFilter");
    srv(
        "log",
        B,
        "exec-1",
        "org.apache.log4j.Category.callAppenders",
        "org.apache.log4j.Category.info",
        "com.acme.Web.serve");
    srv(
        "pstream",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.ForkJoinTask.awaitDone",
        "java.util.stream.ReferencePipeline.forEach",
        "com.acme.Web.serve");
    srv(
        "cf",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.CompletableFuture$Signaller.block",
        "java.util.concurrent.CompletableFuture.join",
        "com.acme.Web.serve");
    srv(
        "mono",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.CountDownLatch.await",
        "reactor.core.publisher.BlockingSingleSubscriber.blockingGet",
        "reactor.core.publisher.Mono.block",
        "com.acme.Web.serve");
    srv("classload", B, "exec-1", "java.lang.ClassLoader.loadClass", "com.acme.Web.serve");
    srv(
        "okhttp",
        R,
        null,
        "sun.nio.ch.SocketDispatcher.read0",
        "sun.nio.ch.NioSocketImpl.implRead",
        "okio.AsyncTimeout$source$1.read",
        "okhttp3.internal.http1.Http1ExchangeCodec.readResponseHeaders",
        "com.acme.Web.serve");
    srv(
        "disk",
        R,
        null,
        "java.io.FileOutputStream.writeBytes",
        "java.io.FileOutputStream.write",
        "com.acme.Web.serve");
    srv(
        "semaphore",
        W,
        null,
        P,
        LS,
        "java.util.concurrent.Semaphore.acquire",
        "com.acme.Web.serve");
    srv(
        "lettuce",
        T,
        null,
        P,
        LS,
        "java.util.concurrent.CompletableFuture.get",
        "io.lettuce.core.protocol.AsyncCommand.await",
        "io.lettuce.core.LettuceFutures.awaitOrCancel",
        "com.acme.Web.serve");
    srv(
        "regex",
        R,
        null,
        "java.util.regex.Pattern$Loop.match",
        "java.util.regex.Matcher.matches",
        "com.acme.Web.serve");
    srv("hashmap", R, null, "java.util.HashMap.getNode", "com.acme.Web.serve");
  }

  private void acc(String name, Thread.State state, String owner, String... frames) {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000L;
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 5; i++)
      tally.add(
          i * 100_000_000L,
          new AcceptorSample(
              "acceptor",
              state,
              stack(frames),
              owner == null ? null : "java.lang.Object",
              owner,
              owner == null ? NO_STACK : stack("java.lang.Thread.sleep", "com.acme.Holder.hold")));
    evidence.acceptor = tally.view();
    show(name, Causes.judge(evidence.build()));
  }

  private void srv(String name, Thread.State state, String owner, String... frames) {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.troubleNanos = 2_000_000_000L;
    AcceptorTally tally = new AcceptorTally();
    tally.add(
        0,
        new AcceptorSample(
            "acceptor",
            Thread.State.RUNNABLE,
            stack("java.net.ServerSocket.accept", "com.acme.Server.run"),
            null,
            null,
            NO_STACK));
    evidence.acceptor = tally.view();
    List<AcceptorSample> busy = new ArrayList<>();
    for (int i = 0; i < 3; i++)
      busy.add(
          new AcceptorSample(
              "exec-" + (i + 2),
              state,
              stack(frames),
              owner == null ? null : "java.lang.Object",
              owner,
              owner == null ? NO_STACK : stack("java.lang.Thread.sleep", "com.acme.Holder.hold")));
    Serving.Builder serving = new Serving.Builder();
    serving.pool(busy, 3, 3, 7).threads(busy);
    evidence.serving = serving.build();
    show(name, UnservedCauses.judge(evidence.build()));
  }

  private void show(String name, Diagnosis d) {
    System.out.println(
        "ROW "
            + name
            + " ["
            + d.cause().key()
            + "] "
            + d.statement()
            + " || "
            + d.advice()
            + " "
            + Sentence.of(HAPPENED, d.statement(), d.advice(), d.besides()).length());
  }
}
