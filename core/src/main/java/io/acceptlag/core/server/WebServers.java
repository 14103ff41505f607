package io.acceptlag.core.server;

/** Servers of servlets, and what is built upon them. */
final class WebServers {
  private static final String TOMCAT = "org.apache.tomcat.util.net.";
  private static final String JETTY = "org.eclipse.jetty.";
  private static final String XNIO = "org.xnio.";

  /** By the class that is loaded only where it is used. */
  private static final String CONNECTION_LIMIT = "org.eclipse.jetty.server.ConnectionLimit";

  private static final String NETWORK_LIMIT = "org.eclipse.jetty.server.NetworkConnectionLimit";
  private static final String RATE_LIMIT = "org.eclipse.jetty.server.AcceptRateLimit";
  private static final String LOW_RESOURCES = "org.eclipse.jetty.server.LowResourceMonitor";

  static final KnownServer[] ROWS = {
    KnownServer.of("Spring Boot", "Tomcat")
        .frames(TOMCAT)
        .with(
            "org.springframework.boot.tomcat.TomcatWebServer",
            "org.springframework.boot.web.embedded.tomcat.TomcatWebServer")
        .backlog("server.tomcat.accept-count")
        .limit("server.tomcat.max-connections")
        .idle("server.tomcat.keep-alive-timeout")
        .workers("server.tomcat.threads.max"),
    KnownServer.of("Tomcat")
        .frames(TOMCAT)
        .backlog("acceptCount of the <Connector>")
        .limit("maxConnections")
        .idle("keepAliveTimeout")
        .workers("maxThreads"),
    KnownServer.of("Spring Boot", "Jetty")
        .frames(JETTY)
        .with(
            "org.springframework.boot.jetty.JettyWebServer",
            "org.springframework.boot.web.embedded.jetty.JettyWebServer")
        .backlog("ServerConnector.setAcceptQueueSize (in a JettyServerCustomizer)")
        .limit("server.jetty.max-connections")
        .idle("server.jetty.connection-idle-timeout")
        .workers("server.jetty.threads.max"),
    KnownServer.of("Jetty")
        .frames(JETTY)
        .backlog("jetty.http.acceptQueueSize (ServerConnector.setAcceptQueueSize)")
        .limits(
            CONNECTION_LIMIT, "the limit of its ConnectionLimit",
            NETWORK_LIMIT, "the limit of its NetworkConnectionLimit",
            RATE_LIMIT, "the limit of its AcceptRateLimit",
            LOW_RESOURCES, "the limits of its LowResourceMonitor")
        .idle("idleTimeout")
        .workers("jetty.threadPool.maxThreads"),
    KnownServer.of("Undertow")
        .frames(XNIO)
        .backlog("Options.BACKLOG")
        .limit("Options.CONNECTION_HIGH_WATER (max-connections)")
        .idle("NO_REQUEST_TIMEOUT")
        .workers("the worker's task-max-threads"),
  };

  private WebServers() {}
}
