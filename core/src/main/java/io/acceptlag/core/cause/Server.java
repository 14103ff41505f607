package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What we know of each server: the frames that tell it, and its keys as its users spell them. Each
 * from the server's documentation or source; the first that fits is taken.
 */
enum Server {
  SPRING_BOOT_TOMCAT(
      "org.apache.tomcat.",
      "org.springframework.boot.SpringApplication",
      "server.tomcat.accept-count",
      "server.tomcat.max-connections",
      "server.tomcat.keep-alive-timeout",
      "server.tomcat.threads.max"),
  TOMCAT(
      "org.apache.tomcat.",
      null,
      "acceptCount of the <Connector>",
      "maxConnections",
      "keepAliveTimeout",
      "maxThreads"),
  SPRING_BOOT_JETTY(
      "org.eclipse.jetty.",
      "org.springframework.boot.SpringApplication",
      "ServerConnector.setAcceptQueueSize (in a JettyServerCustomizer)",
      "server.jetty.max-connections",
      "server.jetty.connection-idle-timeout",
      "server.jetty.threads.max"),
  JETTY(
      "org.eclipse.jetty.",
      null,
      "jetty.http.acceptQueueSize (ServerConnector.setAcceptQueueSize)",
      "the limit of its ConnectionLimit",
      "idleTimeout",
      "jetty.threadPool.maxThreads"),
  UNDERTOW(
      "org.xnio.",
      null,
      "Options.BACKLOG",
      "Options.CONNECTION_HIGH_WATER (max-connections)",
      "NO_REQUEST_TIMEOUT",
      "the worker's task-max-threads"),
  KAFKA(
      "kafka.network.",
      null,
      "socket.listen.backlog.size",
      "max.connections",
      "connections.max.idle.ms",
      "num.network.threads"),
  ZOOKEEPER(
      "org.apache.zookeeper.",
      null,
      "clientPortListenBacklog",
      "maxCnxns",
      "minSessionTimeout",
      null),
  HELIDON(
      "io.helidon.",
      null,
      "server.backlog",
      "server.max-tcp-connections",
      "server.idle-connection-timeout",
      null),
  VERTX(
      "io.vertx.",
      null,
      "HttpServerOptions.setAcceptBacklog",
      null,
      "HttpServerOptions.setIdleTimeout",
      null),
  NETTY("io.netty.", null, "ChannelOption.SO_BACKLOG", null, null, null),
  JDK_HTTP_SERVER(
      "sun.net.httpserver.",
      null,
      "the backlog given to HttpServer.create",
      "jdk.httpserver.maxConnections",
      null,
      "the executor's threads");

  private final String frames;
  private final @Nullable String loadedClass;
  private final String backlogKey;
  private final @Nullable String limitKey;
  private final @Nullable String keepAliveKey;
  private final @Nullable String workersKey;

  /**
   * @param frames what the names of its classes begin with, or have in them where relocated
   * @param loadedClass a class that must be there besides
   */
  Server(
      String frames,
      @Nullable String loadedClass,
      String backlogKey,
      @Nullable String limitKey,
      @Nullable String keepAliveKey,
      @Nullable String workersKey) {
    this.frames = frames;
    this.loadedClass = loadedClass;
    this.backlogKey = backlogKey;
    this.limitKey = limitKey;
    this.keepAliveKey = keepAliveKey;
    this.workersKey = workersKey;
  }

  /** Null where it is none of these. */
  static @Nullable Server of(StackTraceElement[] stack, Predicate<String> loaded) {
    for (Server server : values()) {
      // The stack first: to ask for a loaded class costs more.
      if (Stacks.contains(stack, server.frames, "")
          && (server.loadedClass == null || loaded.test(server.loadedClass))) {
        return server;
      }
    }
    return null;
  }

  /** What to call the backlog in front of this server's users. */
  static String backlogKey(Evidence evidence) {
    Server server = of(evidence);
    return server == null ? "the backlog given to listen (bind)" : server.backlogKey;
  }

  /** What its users set to keep connections; null where there is no such key. */
  static @Nullable String keepAliveKey(Evidence evidence) {
    Server server = of(evidence);
    return server == null ? null : server.keepAliveKey;
  }

  private static @Nullable Server of(Evidence evidence) {
    return evidence.acceptor == null ? null : of(evidence.acceptor.stack(), evidence.loaded);
  }

  /** For the documentation's test. */
  boolean spells(String key) {
    return backlogKey.contains(key) || key.equals(limitKey) || key.equals(keepAliveKey);
  }

  @Nullable String limitKey() {
    return limitKey;
  }

  @Nullable String keepAliveKey() {
    return keepAliveKey;
  }

  @Nullable String workersKey() {
    return workersKey;
  }
}
