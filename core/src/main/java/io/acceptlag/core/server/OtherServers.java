package io.acceptlag.core.server;

/** Brokers, data stores and other servers. */
final class OtherServers {
  private static final String PEKKO = "org.apache.pekko.io.";
  private static final String AKKA = "akka.io.";
  private static final String PEKKO_TASK = "org.apache.pekko.dispatch.";
  private static final String AKKA_TASK = "akka.dispatch.";
  private static final String PLAY_IDLE =
      "play.server.http.idleTimeout (of TLS play.server.https.idleTimeout)";

  /** By the classes of 3.4.14, 3.5.5 and 3.6.4; its manual names earlier versions. */
  static final VersionedKey ZOOKEEPER_BACKLOG =
      new VersionedKey("clientPortListenBacklog", "3.6", null);

  static final KnownServer[] ROWS = {
    // By the classes of 2.4.1, 3.1.2 and 4.4.0.
    KnownServer.of("Kafka")
        .frames("kafka.network.", "org.apache.kafka.server.ServerSocketFactory")
        .backlog(new VersionedKey("socket.listen.backlog.size", "3.2", null))
        .limit("max.connections")
        .idle("connections.max.idle.ms")
        .workers("num.network.threads"),
    KnownServer.of("ZooKeeper")
        .frames("org.apache.zookeeper.server.NIOServerCnxnFactory")
        .versionOf("org.apache.zookeeper.server.NIOServerCnxnFactory")
        .backlog(ZOOKEEPER_BACKLOG),
    KnownServer.of("ActiveMQ")
        .frames("org.apache.activemq.transport.")
        .versionOf("org.apache.activemq.transport.tcp.TcpTransportServer")
        .backlog("backlog in the transportConnector's URI")
        .limit("maximumConnections in the transportConnector's URI"),
    // From hbase-server 2.6.1, whose SimpleRpcServer reads it.
    KnownServer.of("HBase")
        .frames("org.apache.hadoop.hbase.ipc.")
        .backlog("hbase.ipc.server.listen.queue.size"),
    KnownServer.of("Hadoop")
        .frames("org.apache.hadoop.ipc.")
        .backlog("ipc.server.listen.queue.size")
        .limit("ipc.server.max.connections")
        .workers("ipc.server.read.threadpool.size"),
    // From HiveConf of hive-common 4.0.1.
    KnownServer.of("HiveServer2", "Thrift")
        .frames("org.apache.thrift.")
        .with("org.apache.hive.service.cli.thrift.ThriftBinaryCLIService")
        .workers("hive.server2.thrift.max.worker.threads"),
    KnownServer.of("Thrift")
        .frames("org.apache.thrift.")
        .versionOf("org.apache.thrift.transport.TServerTransport")
        .backlog("backlog in the arguments of its TServerTransport")
        .workers("maxWorkerThreads"),
    KnownServer.of("MINA SSHD")
        .frames("org.apache.sshd.")
        .versionOf("org.apache.sshd.common.io.nio2.Nio2Acceptor")
        .backlog("CoreModuleProperties.SOCKET_BACKLOG")
        .idle("CoreModuleProperties.IDLE_TIMEOUT")
        .workers("CoreModuleProperties.NIO_WORKERS"),
    KnownServer.of("MINA").frames("org.apache.mina.").backlog("NioSocketAcceptor.setBacklog"),
    // By PekkoHttpServer of Play 3: it takes Pekko HTTP's settings, but for the idle time.
    KnownServer.of("Play", "Pekko HTTP")
        .acceptsOnRequest(PEKKO_TASK)
        .frames(PEKKO)
        .with("play.core.server.PekkoHttpServer")
        .kin("Pekko HTTP")
        .backlog("pekko.http.server.backlog")
        .limit("pekko.http.server.max-connections")
        .idle(PLAY_IDLE),
    KnownServer.of("Pekko HTTP")
        .acceptsOnRequest(PEKKO_TASK)
        .frames(PEKKO)
        .with("org.apache.pekko.http.scaladsl.HttpExt")
        .backlog("pekko.http.server.backlog")
        .limit("pekko.http.server.max-connections")
        .idle("pekko.http.server.idle-timeout"),
    KnownServer.of("Pekko remoting")
        .frames(PEKKO)
        .with("org.apache.pekko.remote.artery.tcp.ArteryTcpTransport"),
    KnownServer.of("Pekko").frames(PEKKO),
    // By AkkaHttpServer of Play 2.8.
    KnownServer.of("Play", "Akka HTTP")
        .acceptsOnRequest(AKKA_TASK)
        .frames(AKKA)
        .with("play.core.server.AkkaHttpServer")
        .kin("Akka HTTP")
        .backlog("akka.http.server.backlog")
        .limit("akka.http.server.max-connections")
        .idle(PLAY_IDLE),
    // From akka-http-core 10.2.10.
    KnownServer.of("Akka HTTP")
        .acceptsOnRequest(AKKA_TASK)
        .frames(AKKA)
        .with("akka.http.scaladsl.HttpExt")
        .backlog("akka.http.server.backlog")
        .limit("akka.http.server.max-connections")
        .idle("akka.http.server.idle-timeout"),
    KnownServer.of("Akka remoting").frames(AKKA).with("akka.remote.artery.tcp.ArteryTcpTransport"),
    KnownServer.of("Akka").frames(AKKA),
    KnownServer.of("Ktor", "CIO").frames("io.ktor.network.").idle("connectionIdleTimeoutSeconds"),
    KnownServer.of("HttpCore", "classic")
        .frames("org.apache.hc.core5.http.impl.bootstrap.", "org.apache.http.impl.bootstrap.")
        .backlog("SocketConfig.Builder.setBacklogSize"),
    KnownServer.of("HttpCore", "reactor")
        .frames("org.apache.hc.core5.reactor.", "org.apache.http.impl.nio.reactor.")
        .backlog("IOReactorConfig.Builder.setBacklogSize"),
    KnownServer.of("Hazelcast").frames("com.hazelcast."),
    KnownServer.of("H2").frames("org.h2."),
    KnownServer.of("RMI")
        .frames("sun.rmi.transport.")
        .backlog("the backlog in an RMIServerSocketFactory of your own"),
    KnownServer.of("robaho httpserver")
        .frames("robaho.net.httpserver.")
        .backlog("the backlog given to HttpServer.create"),
    KnownServer.of("jwebserver")
        .frames("sun.net.httpserver.")
        .with("sun.net.httpserver.simpleserver.SimpleFileServerImpl")
        .limit("jdk.httpserver.maxConnections")
        .idle("sun.net.httpserver.idleInterval"),
    KnownServer.of("com.sun.net.httpserver")
        .frames("sun.net.httpserver.")
        .backlog("the backlog given to HttpServer.create")
        .limit("jdk.httpserver.maxConnections")
        .idle("sun.net.httpserver.idleInterval")
        .workers("the executor's threads"),
  };

  private OtherServers() {}
}
