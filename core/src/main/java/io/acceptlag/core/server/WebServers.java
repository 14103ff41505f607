package io.acceptlag.core.server;

/** Servlet containers, and what is built upon them. */
final class WebServers {
  private static final String TOMCAT = "org.apache.tomcat.util.net.";
  private static final String JETTY = "org.eclipse.jetty.";
  private static final String XNIO = "org.xnio.";
  private static final String GRIZZLY = "org.glassfish.grizzly.";

  /** The class of a limit of Jetty is loaded only if that limit is used. */
  private static final String CONNECTION_LIMIT = "org.eclipse.jetty.server.ConnectionLimit";

  private static final String NETWORK_LIMIT = "org.eclipse.jetty.server.NetworkConnectionLimit";
  private static final String RATE_LIMIT = "org.eclipse.jetty.server.AcceptRateLimit";
  private static final String LOW_RESOURCES = "org.eclipse.jetty.server.LowResourceMonitor";

  /** For Jetty as a program of its own: from the modules of jetty-home 12.1.12. */
  private static final String[] LIMITS_BY_MODULE = {
    CONNECTION_LIMIT, "jetty.connectionlimit.maxConnections",
    NETWORK_LIMIT, "jetty.networkConnectionLimit.maxNetworkConnectionCount",
    RATE_LIMIT, "jetty.acceptratelimit.acceptRateLimit",
    LOW_RESOURCES, "the limits of its module lowresources"
  };

  /** For Jetty embedded in a program. */
  private static final String[] LIMITS_BY_CLASS = {
    CONNECTION_LIMIT, "ConnectionLimit.setMaxConnections",
    NETWORK_LIMIT, "NetworkConnectionLimit.setMaxNetworkConnectionCount",
    // It is given to its constructor, and has no setter.
    RATE_LIMIT, "the rate of its AcceptRateLimit",
    LOW_RESOURCES, "the limits of its LowResourceMonitor"
  };

  static final KnownServer[] ROWS = {
    // By the metadata of spring-boot-autoconfigure 1.2 to 3.5 and of 4.1.2's modules.
    KnownServer.of("Spring Boot", "Tomcat")
        .frames(TOMCAT)
        .with(
            "org.springframework.boot.tomcat.TomcatWebServer",
            "org.springframework.boot.web.embedded.tomcat.TomcatWebServer",
            "org.springframework.boot.context.embedded.tomcat.TomcatEmbeddedServletContainer")
        .backlog(new VersionedKey("server.tomcat.accept-count", "1.5", null))
        .limit(new VersionedKey("server.tomcat.max-connections", "1.5", null))
        .idle(new VersionedKey("server.tomcat.keep-alive-timeout", "2.5", null))
        .ownWorkers(
            new VersionedKey("server.tomcat.threads.max", "2.3", "server.tomcat.max-threads")),
    KnownServer.of("Tomcat")
        .frames(TOMCAT)
        .versionOf("org.apache.tomcat.util.net.AbstractEndpoint")
        .backlog("acceptCount of the <Connector>")
        .limit("maxConnections")
        .idle("keepAliveTimeout")
        .ownWorkers("maxThreads"),
    KnownServer.of("Spring Boot", "Jetty")
        .frames(JETTY)
        .with(
            "org.springframework.boot.jetty.JettyWebServer",
            "org.springframework.boot.web.embedded.jetty.JettyWebServer",
            "org.springframework.boot.context.embedded.jetty.JettyEmbeddedServletContainer")
        .backlog("ServerConnector.setAcceptQueueSize (in a JettyServerCustomizer)")
        .limits(LIMITS_BY_CLASS)
        // Spring Boot 2 has no key for it, and has no jakarta classes.
        .ownLimit(
            "jakarta.servlet.Servlet",
            new VersionedKey("server.jetty.max-connections", "3.2", null),
            CONNECTION_LIMIT,
            NETWORK_LIMIT)
        .idle(new VersionedKey("server.jetty.connection-idle-timeout", "2.2", null))
        .ownWorkers(new VersionedKey("server.jetty.threads.max", "2.3", null)),
    KnownServer.of("Dropwizard", "Jetty")
        .frames(JETTY)
        .with("io.dropwizard.core.cli.ServerCommand", "io.dropwizard.cli.ServerCommand")
        .backlog("acceptQueueSize of the connector in the YAML file")
        .limits(LIMITS_BY_CLASS)
        .idle("idleTimeout of the connector in the YAML file")
        .ownWorkers("maxThreads of the server in the YAML file"),
    KnownServer.of("Javalin", "Jetty")
        .frames(JETTY)
        .with("io.javalin.jetty.JettyServer", "io.javalin.Javalin")
        .backlog("ServerConnector.setAcceptQueueSize (in config.jetty)")
        .limits(LIMITS_BY_CLASS)
        .idle("ServerConnector.setIdleTimeout (in config.jetty)")
        .ownWorkers("the maxThreads of its QueuedThreadPool"),
    // The class is from pax-web-jetty 8.0.27; the keys are those of Jetty's ServerConnector, and of
    // the JettyFactory that makes the pool.
    KnownServer.of("Pax Web", "Jetty")
        .frames(JETTY)
        .with("org.ops4j.pax.web.service.jetty.internal.JettyServerWrapper")
        .backlog("acceptQueueSize of the ServerConnector in jetty.xml")
        .limits(LIMITS_BY_CLASS)
        .idle("idleTimeout of the ServerConnector in jetty.xml")
        .ownWorkers("org.ops4j.pax.web.server.maxThreads"),
    // By jetty-http.xml and jetty.xml in server/etc of Solr 9.
    KnownServer.of("Solr", "Jetty")
        .frames(JETTY)
        .with("org.eclipse.jetty.xml.XmlConfiguration")
        .kin("Jetty")
        .needs("org.apache.solr.core.CoreContainer")
        .versionOf("org.apache.solr.core.CoreContainer")
        .backlog("solr.jetty.http.acceptQueueSize")
        .idle("solr.jetty.http.idleTimeout")
        .ownWorkers("solr.jetty.threads.max")
        .limits(LIMITS_BY_CLASS),
    // Spark sets the size of its accept queue itself.
    KnownServer.of("Spark", "Jetty").frames(JETTY).with("org.apache.spark.ui.JettyUtils"),
    // By HttpServer2 of Hadoop 3.
    KnownServer.of("Hadoop HTTP", "Jetty")
        .frames(JETTY)
        .with("org.apache.hadoop.http.HttpServer2")
        .backlog("hadoop.http.socket.backlog.size")
        .ownWorkers("hadoop.http.max.threads"),
    KnownServer.of("Jetty", "start.jar")
        .frames(JETTY)
        .with("org.eclipse.jetty.xml.XmlConfiguration")
        // Before 9.3 by etc/jetty-http.xml and etc/jetty.xml of 9.2.30.
        .backlog(
            new VersionedKey(
                "jetty.http.acceptQueueSize (of TLS jetty.ssl.acceptQueueSize)",
                "9.3",
                "http.acceptQueueSize"))
        .limits(LIMITS_BY_MODULE)
        .idle(
            new VersionedKey(
                "jetty.http.idleTimeout (of TLS jetty.ssl.idleTimeout)", "9.3", "http.timeout"))
        .ownWorkers(new VersionedKey("jetty.threadPool.maxThreads", "9.3", "threads.max")),
    KnownServer.of("Jetty")
        .frames(JETTY)
        .versionOf("org.eclipse.jetty.server.ServerConnector")
        .backlog("ServerConnector.setAcceptQueueSize")
        .limits(LIMITS_BY_CLASS)
        .idle("ServerConnector.setIdleTimeout")
        .ownWorkers("the maxThreads of its QueuedThreadPool"),
    KnownServer.of("Spring Boot", "Undertow")
        .frames(XNIO)
        .with(
            "org.springframework.boot.web.embedded.undertow.UndertowWebServer",
            "org.springframework.boot.context.embedded.undertow.UndertowEmbeddedServletContainer")
        .backlog("Options.BACKLOG (in an UndertowBuilderCustomizer)")
        .limit("Options.CONNECTION_HIGH_WATER (in an UndertowBuilderCustomizer)")
        .idle(new VersionedKey("server.undertow.no-request-timeout", "2.2", null))
        .ownWorkers(
            new VersionedKey(
                "server.undertow.threads.worker", "2.3", "server.undertow.worker-threads")),
    // By the descriptions of the undertow and io subsystems of WildFly 39.0.1.
    KnownServer.of("WildFly", "Undertow")
        .frames(XNIO)
        .with("org.wildfly.extension.undertow.ListenerService")
        .backlog("tcp-backlog of the http-listener")
        .limit("max-connections of the http-listener")
        .idle("no-request-timeout of the http-listener")
        .ownWorkers("task-max-threads of the io worker"),
    KnownServer.of("WildFly management", "Undertow")
        .frames(XNIO)
        .with("org.jboss.as.domain.http.server.ManagementHttpServer")
        .kin("WildFly"),
    KnownServer.of("Undertow")
        .frames(XNIO)
        .versionOf("io.undertow.Undertow")
        .backlog("Options.BACKLOG")
        .limit("Options.CONNECTION_HIGH_WATER")
        .idle("UndertowOptions.NO_REQUEST_TIMEOUT")
        .ownWorkers("Options.WORKER_TASK_MAX_THREADS"),
    // From grizzly-config of Payara Micro 7.2026.11, which gives max-connections-count to listen().
    KnownServer.of("GlassFish or Payara", "Grizzly")
        .frames(GRIZZLY)
        .with("org.glassfish.grizzly.config.GenericGrizzlyListener")
        .backlog("max-connections-count of the <transport>")
        .idle("timeout-seconds of the <http>")
        .ownWorkers("max-thread-pool-size of the <thread-pool>"),
    KnownServer.of("Grizzly")
        .frames(GRIZZLY)
        .versionOf("org.glassfish.grizzly.nio.transport.TCPNIOTransport")
        .backlog("TCPNIOTransport.setServerConnectionBackLog")
        .idle("KeepAlive.setIdleTimeoutInSeconds"),
    // From the metatypes of 26.0.0.3; its <tcpOptions> has no backlog.
    KnownServer.of("Open Liberty")
        .frames("com.ibm.ws.tcpchannel.")
        .limit("maxOpenConnections of <tcpOptions>")
        .idle("persistTimeout of <httpOptions>"),
    KnownServer.of("Helidon")
        .frames("io.helidon.")
        .versionOf("io.helidon.webserver.ServerListener")
        .backlog("server.backlog")
        .limit("server.max-tcp-connections")
        // It looks for idle ones once in a period, which is two minutes by default (4.5.0).
        .idle("server.idle-connection-timeout (and server.idle-connection-period)"),
  };

  private WebServers() {}
}
