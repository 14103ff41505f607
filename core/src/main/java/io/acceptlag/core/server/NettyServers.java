package io.acceptlag.core.server;

/** Servers upon Netty, whose event loops bind for all of them. */
final class NettyServers {
  private static final String NETTY = "io.netty.";
  private static final String GRPC_BACKLOG =
      "NettyServerBuilder.withOption(ChannelOption.SO_BACKLOG)";
  private static final String GRPC_IDLE = "NettyServerBuilder.maxConnectionIdle";

  static final KnownServer[] ROWS = {
    // It comes first, because nobody else uses its own copy of Netty.
    KnownServer.of("gRPC", "its Netty")
        .frames("io.grpc.netty.shaded.io.netty.")
        .with("io.grpc.netty.shaded.io.netty.")
        .versionOf("io.grpc.netty.shaded.io.grpc.netty.NettyServer")
        .backlog(GRPC_BACKLOG)
        .idle(GRPC_IDLE),
    KnownServer.of("gRPC", "Netty")
        .frames(NETTY)
        .with("io.grpc.netty.NettyServer")
        .backlog(GRPC_BACKLOG)
        .idle(GRPC_IDLE),
    // By the classes of quarkus-vertx-http 1.3 to 3.17.
    KnownServer.of("Quarkus", "Vert.x")
        .frames(NETTY)
        .with("io.quarkus.vertx.http.runtime.VertxHttpRecorder")
        .kin("Vert.x")
        .backlog(new VersionedKey("quarkus.http.accept-backlog", "2.7", null))
        .limit(new VersionedKey("quarkus.http.limits.max-connections", "2.0", null))
        .idle("quarkus.http.idle-timeout")
        .workers("quarkus.thread-pool.max-threads"),
    KnownServer.of("Vert.x")
        .frames(NETTY)
        .with(
            "io.vertx.core.http.impl.HttpServerImpl",
            "io.vertx.core.http.impl.HybridHttpServer",
            "io.vertx.core.http.impl.tcp.TcpHttpServer")
        // One that is bound on an event loop shows no frame of either kind.
        .backlog("HttpServerOptions.setAcceptBacklog (of a NetServer: NetServerOptions)")
        .idle("HttpServerOptions.setIdleTimeout"),
    KnownServer.of("Vert.x", "NetServer")
        .frames(NETTY)
        .with("io.vertx.core.net.impl.NetServerImpl", "io.vertx.core.net.impl.tcp.NetServerImpl")
        .kin("Vert.x")
        .backlog("NetServerOptions.setAcceptBacklog")
        .idle("NetServerOptions.setIdleTimeout"),
    KnownServer.of("Spring Boot", "Reactor Netty")
        .frames(NETTY)
        .with(
            "org.springframework.boot.reactor.netty.NettyWebServer",
            "org.springframework.boot.web.embedded.netty.NettyWebServer")
        .kin("Reactor Netty")
        .backlog("ChannelOption.SO_BACKLOG (in a NettyServerCustomizer)")
        .idle(new VersionedKey("server.netty.idle-timeout", "2.6", null)),
    KnownServer.of("Reactor Netty")
        .frames(NETTY)
        .with("reactor.netty.http.server.HttpServer")
        .backlog("HttpServer.option(ChannelOption.SO_BACKLOG)")
        .idle("HttpServer.idleTimeout"),
    KnownServer.of("Micronaut", "Netty")
        .frames(NETTY)
        .with("io.micronaut.http.server.netty.NettyHttpServer")
        .backlog("SO_BACKLOG in micronaut.server.netty.options")
        .idle("micronaut.server.idle-timeout"),
    KnownServer.of("Armeria", "Netty")
        .frames(NETTY)
        .with("com.linecorp.armeria.server.Server")
        .backlog("ServerBuilder.channelOption(ChannelOption.SO_BACKLOG)")
        .limit("ServerBuilder.maxNumConnections")
        .idle("ServerBuilder.idleTimeout"),
    KnownServer.of("Ratpack", "Netty")
        .frames(NETTY)
        .with("ratpack.server.internal.DefaultRatpackServer")
        .backlog("ServerConfigBuilder.connectQueueSize")
        .idle("ServerConfigBuilder.idleTimeout"),
    KnownServer.of("Ktor", "Netty")
        .frames(NETTY)
        .with("io.ktor.server.netty.NettyApplicationEngine")
        .backlog("ChannelOption.SO_BACKLOG (in configureBootstrap)"),
    KnownServer.of("ActiveMQ Artemis", "Netty")
        .frames(NETTY)
        .with("org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor")
        .backlog("backlog in the acceptor's URL")
        .limit("connectionsAllowed in the acceptor's URL"),
    KnownServer.of("ZooKeeper", "Netty")
        .frames(NETTY)
        .with("org.apache.zookeeper.server.NettyServerCnxnFactory")
        .backlog(OtherServers.ZOOKEEPER_BACKLOG),
    KnownServer.of("Elasticsearch", "Netty")
        .frames(NETTY)
        .with("org.elasticsearch.transport.netty4.Netty4Transport"),
    KnownServer.of("OpenSearch", "Netty")
        .frames(NETTY)
        .with(
            "org.opensearch.transport.netty4.Netty4Transport",
            "org.opensearch.transport.netty4.Netty4ModulePlugin"),
    KnownServer.of("Cassandra", "Netty")
        .frames(NETTY)
        .with("org.apache.cassandra.transport.Server"),
    // Its server carries its own copy of Netty, and leaves the backlog to that.
    KnownServer.of("HBase", "Netty")
        .frames(NETTY)
        .with("org.apache.hadoop.hbase.ipc.NettyRpcServer"),
    // 1 to 3, by the keys of its SocketConfiguration.
    KnownServer.of("Helidon", "Netty")
        .frames(NETTY)
        .with("io.helidon.webserver.NettyWebServer")
        .backlog("server.backlog"),
    KnownServer.of("Netty")
        .frames(NETTY)
        .versionOf("io.netty.bootstrap.ServerBootstrap")
        .backlog("ChannelOption.SO_BACKLOG"),
  };

  private NettyServers() {}
}
