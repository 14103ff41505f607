package io.acceptlag.core.server;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownServersTest {
  private static final String BIND = "sun.nio.ch.ServerSocketChannelImpl.bind";
  private static final String EPOLL = "sun.nio.ch.EPoll.wait";
  private static final String EVENT_LOOP =
      "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";

  @Test
  void recognisesAServerByWhoCallsBindAndByWhoHasMadeIt() {
    String tomcat = "org.apache.tomcat.util.net.NioEndpoint.initServerSocket";
    assertEquals("Tomcat", bound(loaded(), BIND, tomcat, "com.acme.Main.main"));
    assertEquals(
        "Spring Boot (Tomcat)",
        bound(loaded(), BIND, tomcat, "org.springframework.boot.tomcat.TomcatWebServer.start"));
    String jetty = "org.eclipse.jetty.server.ServerConnector.openAcceptChannel";
    assertEquals("Jetty", bound(loaded(), BIND, jetty, "com.acme.Main.main"));
    assertEquals(
        "Jetty (start.jar)",
        bound(loaded(), BIND, jetty, "org.eclipse.jetty.xml.XmlConfiguration.main"));
    assertEquals(
        "Solr (Jetty)",
        bound(
            loaded("org.apache.solr.core.CoreContainer"),
            BIND,
            jetty,
            "org.eclipse.jetty.xml.XmlConfiguration.main"));
    assertEquals(
        "com.sun.net.httpserver",
        bound(loaded(), BIND, "sun.net.httpserver.ServerImpl.<init>", "com.acme.Main.main"));
  }

  /** A web application of Spring Boot's in Tomcat's own program is configured in server.xml. */
  @Test
  void whereTheStackShowsWhoHasMadeItNoLoadedClassMatters() {
    assertEquals(
        "Tomcat",
        bound(
            loaded("org.springframework.boot.tomcat.TomcatWebServer"),
            BIND,
            "org.apache.tomcat.util.net.NioEndpoint.initServerSocket",
            "org.apache.catalina.startup.Bootstrap.main"));
  }

  @Test
  void aSocketThatTheApplicationBindsWithinAServerIsNotTheServers() {
    StackTraceElement[] stack =
        stack(
            "java.net.ServerSocket.bind",
            "java.net.ServerSocket.<init>",
            "com.acme.Servlet.init",
            "org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun");
    assertNull(KnownServers.boundBy(stack, loaded()));
    assertEquals("<init>", KnownServers.bindCall(stack)[0].getMethodName());
    assertEquals("com.acme.Servlet", KnownServers.bindCall(stack)[1].getClassName());
    assertNull(
        accepted(
            loaded(),
            "java.net.ServerSocket.accept",
            "com.acme.Servlet.run",
            "org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun"));
  }

  @Test
  void anEventLoopBindsForWhoeverIsLoaded() {
    assertEquals("Netty", onNetty(loaded()));
    assertEquals("Vert.x", onNetty(loaded("io.vertx.core.http.impl.HttpServerImpl")));
    String net = "io.vertx.core.net.impl.tcp.NetServerImpl";
    assertEquals("Vert.x (NetServer)", onNetty(loaded(net)));
    assertEquals("Vert.x", onNetty(loaded(net, "io.vertx.core.http.impl.tcp.TcpHttpServer")));
    assertEquals("Helidon (Netty)", onNetty(loaded("io.helidon.webserver.NettyWebServer")));
    assertEquals(
        "Quarkus (Vert.x)",
        onNetty(
            loaded(
                "io.vertx.core.http.impl.HttpServerImpl",
                "io.quarkus.vertx.http.runtime.VertxHttpRecorder")));
  }

  @Test
  void ofTwoThatMayHaveMadeItNoneIsNamed() {
    assertEquals(
        "Netty",
        onNetty(
            loaded(
                "io.vertx.core.http.impl.HttpServerImpl", "com.linecorp.armeria.server.Server")));
  }

  @Test
  void aCopyOfNettyIsItsOwners() {
    assertEquals(
        "gRPC (its Netty)",
        bound(
            loaded("io.vertx.core.http.impl.HttpServerImpl"),
            "io.grpc.netty.shaded.io.netty.channel.unix.Socket.listen",
            "io.grpc.netty.shaded." + EVENT_LOOP));
  }

  @Test
  void recognisesTheServerOfAnAcceptorWhereverItIs() {
    assertEquals("Netty", accepted(loaded(), EPOLL, "io.netty.channel.nio.NioEventLoop.run"));
    assertEquals("Jetty", accepted(loaded(), "com.acme.Slow.run", "org.eclipse.jetty.io.Any.run"));
    assertEquals(
        "Spring Boot (Tomcat)",
        accepted(
            loaded("org.springframework.boot.tomcat.TomcatWebServer"),
            "sun.nio.ch.ServerSocketChannelImpl.accept",
            "org.apache.tomcat.util.net.Acceptor.run"));
  }

  @Test
  void theKeyOfALimitIsThatOfTheOnlyOneInUse() {
    KnownServer jetty = known(KnownServers.titled("Jetty (start.jar)"));
    String limit = "org.eclipse.jetty.server.ConnectionLimit";
    String rate = "org.eclipse.jetty.server.AcceptRateLimit";
    assertEquals("jetty.connectionlimit.maxConnections", jetty.limitKey(loaded(limit), null));
    assertEquals("jetty.acceptratelimit.acceptRateLimit", jetty.limitKey(loaded(rate), null));
    assertNull(jetty.limitKey(loaded(limit, rate), null));
    assertNull(jetty.limitKey(loaded(), null));
  }

  /** It has a key for one kind of limit; of the others the application has made its own. */
  @Test
  void springBootSetsOneOfJettysLimits() {
    KnownServer boot = known(KnownServers.titled("Spring Boot (Jetty)"));
    String servlet = "jakarta.servlet.Servlet";
    String network = "org.eclipse.jetty.server.NetworkConnectionLimit";
    String rate = "org.eclipse.jetty.server.AcceptRateLimit";
    assertTrue(boot.classes().containsAll(List.of(servlet, network, rate)));
    assertEquals("server.jetty.max-connections", boot.limitKey(loaded(servlet, network), null));
    assertEquals("the rate of its AcceptRateLimit", boot.limitKey(loaded(servlet, rate), "4.1.2"));
    assertNull(boot.limitKey(loaded(servlet, network, rate), "4.1.2"));
    assertNull(boot.limitKey(loaded(servlet), "4.1.2"));
    assertEquals(1, Collections.frequency(boot.limitKeys(), "server.jetty.max-connections"));
  }

  @Test
  void theVersionStandsAfterTheNameThatItBelongsTo() {
    KnownServer row = known(KnownServers.titled("Spring Boot (Tomcat)"));
    assertEquals("Spring Boot 4.1.2 (Tomcat)", row.spelled("4.1.2"));
    assertEquals("Spring-Boot/4.1.2", row.product("4.1.2"));
  }

  /** By the metadata of Spring Boot 1.5, 2.2, 2.3, 2.4, 2.5 and 2.7. */
  @Test
  void keysDependOnTheVersion() {
    String tomcat = "Spring Boot (Tomcat)";
    assertEquals("server.tomcat.threads.max", of(tomcat, null).workersKey());
    assertEquals("server.tomcat.keep-alive-timeout", of(tomcat, null).idleKey());
    assertEquals("server.tomcat.max-threads", of(tomcat, "2.2.13.RELEASE").workersKey());
    assertNull(of(tomcat, "2.2.13.RELEASE").idleKey());
    assertEquals("server.tomcat.threads.max", of(tomcat, "2.4.13").workersKey());
    assertNull(of(tomcat, "2.4.13").idleKey());
    assertEquals("server.tomcat.keep-alive-timeout", of(tomcat, "2.7.18").idleKey());
    assertEquals("server.tomcat.threads.max", of(tomcat, "10.0.0-M1").workersKey());
    assertEquals("server.tomcat.threads.max", of(tomcat, "3").workersKey());
    assertEquals("server.tomcat.max-threads", of(tomcat, "1.5.22.RELEASE").workersKey());
    assertNull(of("Spring Boot (Jetty)", "2.1.0").workersKey());
    assertEquals(
        "server.undertow.worker-threads", of("Spring Boot (Undertow)", "2.1.0").workersKey());
  }

  /** By the metadata of Spring Boot 1.4, 1.5, 3.1 and 3.2, and by the classes of the others. */
  @Test
  void keysThatOlderVersionsHaveNot() {
    assertNull(of("Spring Boot (Tomcat)", "1.4.7.RELEASE").backlogKey());
    assertEquals(
        "server.tomcat.accept-count", of("Spring Boot (Tomcat)", "1.5.22.RELEASE").backlogKey());
    KnownServer tomcat = known(KnownServers.titled("Spring Boot (Tomcat)"));
    assertNull(tomcat.limitKey(loaded(), "1.4.7.RELEASE"));
    assertEquals("server.tomcat.max-connections", tomcat.limitKey(loaded(), "1.5.22.RELEASE"));
    KnownServer jetty = known(KnownServers.titled("Spring Boot (Jetty)"));
    String limit = "org.eclipse.jetty.server.ConnectionLimit";
    Predicate<String> jakarta = loaded("jakarta.servlet.Servlet", limit);
    assertEquals("ConnectionLimit.setMaxConnections", jetty.limitKey(jakarta, "3.1.12"));
    assertEquals("server.jetty.max-connections", jetty.limitKey(jakarta, "3.2.12"));
    assertEquals("ConnectionLimit.setMaxConnections", jetty.limitKey(loaded(limit), null));
    assertNull(of("Quarkus (Vert.x)", "2.6.3.Final").backlogKey());
    assertEquals("quarkus.http.accept-backlog", of("Quarkus (Vert.x)", "2.7.7.Final").backlogKey());
    assertNull(of("ZooKeeper", "3.5.5").backlogKey());
    assertNull(
        of("ZooKeeper (Netty)", "3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bc").backlogKey());
    assertEquals("clientPortListenBacklog", of("ZooKeeper", "3.6.4").backlogKey());
    ServerIdentity old = of("Jetty (start.jar)", "9.2.30.v20200428");
    assertEquals("http.acceptQueueSize", old.backlogKey());
    assertEquals("http.timeout", old.idleKey());
    assertEquals("threads.max", old.workersKey());
    assertEquals(
        "jetty.threadPool.maxThreads", of("Jetty (start.jar)", "9.3.29.v20201019").workersKey());
  }

  /** By the classes of kafka_2.13 2.4.1, 3.1.2 and 4.4.0; its jars have no version for us. */
  @Test
  void anOlderKafkaIsToldByABindWithoutBacklog() {
    String adaptor = "sun.nio.ch.ServerSocketAdaptor.bind";
    String channel = "sun.nio.ch.ServerSocketChannelImpl.bind";
    String kafka = "kafka.network.Acceptor.openServerSocket";
    KnownServer row = known(KnownServers.titled("Kafka"));
    assertTrue(KnownServers.hasNoKeyYet(row, stack(channel, adaptor, adaptor, kafka)));
    assertFalse(KnownServers.hasNoKeyYet(row, stack(channel, adaptor, kafka)));
    assertTrue(
        KnownServers.hasNoKeyYet(
            row, stack(channel, "java.nio.channels.ServerSocketChannel.bind", kafka)));
    KnownServer tomcat = known(KnownServers.titled("Tomcat"));
    assertFalse(KnownServers.hasNoKeyYet(tomcat, stack(channel, adaptor, adaptor, kafka)));
    assertFalse(KnownServers.hasNoKeyYet(row, stack(channel)));
  }

  private static ServerIdentity of(String title, @Nullable String version) {
    return new ServerIdentity(KnownServers.titled(title), version, null, new StackTraceElement[0]);
  }

  @Test
  void relocatedServersAreRecognised() {
    String spark = "org.sparkproject.jetty.server.ServerConnector.openAcceptChannel";
    assertEquals("Jetty", bound(loaded(), BIND, spark, "com.acme.Main.main"));
    assertEquals(
        "Spark (Jetty)",
        bound(loaded(), BIND, spark, "org.apache.spark.ui.JettyUtils$.startJettyServer"));
    assertEquals(
        "HBase (Netty)",
        bound(
            loaded("org.apache.hadoop.hbase.ipc.NettyRpcServer"),
            BIND,
            "org.apache.hbase.thirdparty.io.netty.channel.socket.nio.NioServerSocketChannel.doBind",
            "org.apache.hbase.thirdparty." + EVENT_LOOP));
    assertFalse(Packages.isApplication("org.spark_project.jetty.server.Server"));
    assertFalse(Packages.isApplication("org.apache.flink.shaded.netty4.io.netty.util.Timer"));
    assertTrue(Packages.isApplication("com.acme.io.nettyish.Shop"));
    assertTrue(Packages.isApplication("com.acme.jetty.Shop"));
  }

  /** A recording knows a server by its title. */
  @Test
  void titlesAreUnique() {
    Set<String> titles = new HashSet<>();
    for (KnownServer row : KnownServers.all()) {
      titles.add(row.title());
    }
    assertEquals(KnownServers.all().size(), titles.size());
  }

  private static KnownServer known(@Nullable KnownServer row) {
    assertNotNull(row);
    return row;
  }

  private static @Nullable String onNetty(Predicate<String> loaded) {
    return bound(
        loaded, BIND, "io.netty.channel.socket.nio.NioServerSocketChannel.doBind", EVENT_LOOP);
  }

  private static @Nullable String bound(Predicate<String> loaded, String... frames) {
    return title(KnownServers.boundBy(stack(frames), loaded));
  }

  private static @Nullable String accepted(Predicate<String> loaded, String... frames) {
    return title(KnownServers.acceptedBy(stack(frames), loaded));
  }

  private static @Nullable String title(@Nullable KnownServer row) {
    return row == null ? null : row.title();
  }

  private static Predicate<String> loaded(String... classes) {
    return Set.of(classes)::contains;
  }
}
