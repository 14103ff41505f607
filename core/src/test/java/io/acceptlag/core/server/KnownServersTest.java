package io.acceptlag.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownServersTest {
  private static final String BIND = "sun.nio.ch.ServerSocketChannelImpl.bind";
  private static final String EPOLL = "sun.nio.ch.EPoll.wait";
  private static final String EVENT_LOOP =
      "io.netty.util.concurrent.SingleThreadEventExecutor$4.run";

  @Test
  void aServerIsToldByWhoCallsBindAndByWhoHasMadeIt() {
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
  void anAcceptorTellsItsServerWhereverItIs() {
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
    assertEquals("jetty.connectionlimit.maxConnections", jetty.limitKey(loaded(limit)));
    assertEquals("jetty.acceptratelimit.acceptRateLimit", jetty.limitKey(loaded(rate)));
    assertNull(jetty.limitKey(loaded(limit, rate)));
    assertNull(jetty.limitKey(loaded()));
  }

  @Test
  void theVersionStandsAfterTheNameThatItBelongsTo() {
    KnownServer row = known(KnownServers.titled("Spring Boot (Tomcat)"));
    assertEquals("Spring Boot 4.1.2 (Tomcat)", row.spelled("4.1.2"));
    assertEquals("Spring-Boot/4.1.2", row.product("4.1.2"));
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

  private static StackTraceElement[] stack(String... frames) {
    return Stream.of(frames)
        .map(
            frame ->
                new StackTraceElement(
                    frame.substring(0, frame.lastIndexOf('.')),
                    frame.substring(frame.lastIndexOf('.') + 1),
                    null,
                    1))
        .toArray(StackTraceElement[]::new);
  }
}
