package io.acceptlag.core.server;

/** Brokers, data stores and servers of their own kind. */
final class OtherServers {
  static final KnownServer[] ROWS = {
    KnownServer.of("Kafka")
        .frames("kafka.network.")
        .backlog("socket.listen.backlog.size")
        .limit("max.connections")
        .idle("connections.max.idle.ms")
        .workers("num.network.threads"),
    KnownServer.of("ZooKeeper")
        .frames("org.apache.zookeeper.server.NIOServerCnxnFactory")
        .backlog("clientPortListenBacklog"),
    KnownServer.of("Helidon")
        .frames("io.helidon.")
        .backlog("server.backlog")
        .limit("server.max-tcp-connections")
        .idle("server.idle-connection-timeout"),
    KnownServer.of("com.sun.net.httpserver")
        .frames("sun.net.httpserver.")
        .backlog("the backlog given to HttpServer.create")
        .limit("jdk.httpserver.maxConnections")
        .workers("the executor's threads"),
  };

  private OtherServers() {}
}
