package io.acceptlag.it;

import static io.acceptlag.it.FieldServer.distribution;
import static io.acceptlag.it.FieldServer.module;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The servers of {@link FieldServersIT}. */
final class FieldServers {
  private static final int NEWEST = 26;

  /** The default of the JDK's. */
  private static final int JDK_BACKLOG = 50;

  /** Where Debian lays libtcnative. */
  static final String TCNATIVE =
      "/usr/lib/"
          + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
          + "-linux-gnu";

  private static final int NETTY_BACKLOG = 4_096;

  /** With which a burst is refused by any server. */
  static final int SMALL_BACKLOG = 16;

  private static final Set<String> POOL = Set.of("worker_pool_exhausted");

  /** A full pool is the limit of a server that keeps a thread for each connection. */
  private static final Set<String> POOL_OR_LIMIT =
      Set.of("worker_pool_exhausted", "connection_limit");

  private static final List<FieldServer> EMBEDDED =
      List.of(
          server("ActiveMQ Classic tcp", "activemq-broker", module("activemq6", "tcp"))
              .since(17)
              .wire(new Wire("", ""))
              .backlog(5_000, "backlog")
              .backlogSetting("-Dactivemq.options=?backlog={backlog}")
              .inCi()
              .build(),
          server("ActiveMQ Classic nio", "activemq-broker", module("activemq6", "nio"))
              .since(17)
              .wire(new Wire("", ""))
              .backlog(5_000, "backlog")
              .backlogSetting("-Dactivemq.options=?backlog={backlog}")
              .build(),
          server("Grizzly", "grizzly-http-server", module("grizzly4", ""))
              .since(11)
              .backlog(4_096, "erverConnectionBackLog")
              .backlogSetting("-Dgrizzly.backlog={backlog}")
              .build(),
          server("Grizzly SameThreadIOStrategy", "grizzly-http-server", module("grizzly4", "same"))
              .since(11)
              .backlog(4_096, "erverConnectionBackLog")
              .backlogSetting("-Dgrizzly.backlog={backlog}")
              .inCi()
              .trial(
                  FieldTrial.slow(
                      "blocked", 1, 1, Set.of("event_loop_blocked"), "OkHandler.service"))
              .build(),
          server("Armeria", "armeria", module("armeria1", ""))
              .since(11)
              .backlog(NETTY_BACKLOG, "SO_BACKLOG")
              .backlogSetting("-Darmeria.backlog={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      1,
                      1,
                      Set.of("event_loop_blocked"),
                      "Server.sleep",
                      "-Dcom.linecorp.armeria.numCommonWorkers=1"))
              .build(),
          server("Artemis", "artemis-server", module("artemis2", ""))
              .since(17)
              .wire(new Wire("CONNECT\naccept-version:1.2\nhost:shop\n\n\0", "CONNECTED"))
              .backlog(NETTY_BACKLOG, "SO_BACKLOG|backlog")
              .backlogSetting("-Dartemis.options=?backlog={backlog}")
              .build(),
          server("Dropwizard", "dropwizard-core", module("dropwizard5", ""))
              .since(17)
              .backlog(4_096, "cceptQueueSize")
              .backlogSetting("-Ddw.server.applicationConnectors[0].acceptQueueSize={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      8,
                      4,
                      POOL,
                      "Shop.sleep",
                      "-Ddw.server.maxThreads=8",
                      "-Ddw.server.minThreads=8"))
              .build(),
          server("Hadoop IPC", "hadoop-common", module("hadoop3", ""))
              .until(17)
              .backlog(256, "ipc.server.listen.queue.size")
              .backlogSetting("-Dipc.server.listen.queue.size={backlog}")
              .inCi()
              .trial(
                  FieldTrial.of(
                          "blocked",
                          0,
                          "",
                          POOL,
                          "Shop.order",
                          "-Dhadoop.calls=6",
                          "-Dhadoop.queue=1",
                          "-Dipc.server.read.connection-queue.size=1")
                      .waiting(12))
              .build(),
          server("HttpCore 5", "httpcore5", module("httpcore5", ""))
              .backlog(JDK_BACKLOG, "acklogSize")
              .trial(
                  FieldTrial.of("blocked", 0, "", Set.of("accept_thread_blocked"), "Server.audit"))
              .build(),
          server("Ktor CIO", "ktor-server-cio-jvm", module("ktor3", "cio"))
              .since(11)
              .backlog(511, "backlog")
              .inCi()
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      4,
                      2,
                      Set.of("worker_pool_exhausted", "event_loop_blocked"),
                      "Server.sleep|Server.answer",
                      "-Dkotlinx.coroutines.scheduler.core.pool.size=2",
                      "-Dkotlinx.coroutines.scheduler.max.pool.size=2"))
              .build(),
          server("Ktor Netty", "ktor-server-netty-jvm", module("ktor3", "netty"))
              .since(11)
              .backlog(NETTY_BACKLOG, "SO_BACKLOG")
              .backlogSetting("-Dktor.backlog={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      1,
                      1,
                      Set.of("event_loop_blocked"),
                      "Server.sleep",
                      "-Dktor.threads=1"))
              .build(),
          server("Ratpack", "ratpack-core", module("ratpack1", ""))
              .until(17)
              .backlog(NETTY_BACKLOG, "SO_BACKLOG|connectQueueSize")
              .backlogSetting("-Dratpack.backlog={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      1,
                      1,
                      Set.of("event_loop_blocked"),
                      "Server.sleep",
                      "-Dratpack.threads=1"))
              .build(),
          server("robaho httpserver", "httpserver", module("robaho1", ""))
              .since(21)
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .inCi()
              .trial(FieldTrial.slow("blocked", 2, 2, POOL, "Server.sleep", "-Drobaho.threads=2"))
              .build(),
          server(
                  "Spring Boot with Jetty",
                  "spring-boot-starter-web",
                  module("springboot3jetty", ""))
              .since(17)
              .backlog(JDK_BACKLOG, "cceptQueueSize")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      10,
                      5,
                      POOL,
                      "Server.late",
                      "-Dserver.jetty.threads.max=8",
                      "-Dserver.jetty.threads.min=8"))
              .build(),
          server(
                  "Spring Boot with Undertow",
                  "spring-boot-starter-web",
                  module("springboot3undertow", ""))
              .since(17)
              .backlog(1_000, "BACKLOG")
              .backlogSetting("-Dshop.backlog={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      1,
                      1,
                      Set.of("event_loop_blocked"),
                      "Server.sleep",
                      "-Dshop.blocksIo=true",
                      "-Dserver.undertow.threads.io=1"))
              .build(),
          server("H2", "h2", module("h2", ""))
              .since(11)
              .wire(new Wire("\0\0\0\0\0\0\0\0\0\0\0\0", "\0\0\0\0"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .build(),
          server("Hazelcast", "hazelcast", module("hazelcast5", ""))
              .since(17)
              .wire(new Wire("HZC", "HZC"))
              .backlog(100, "backlog")
              .build(),
          server("Javalin", "javalin", module("javalin7", ""))
              .since(17)
              .backlog(JDK_BACKLOG, "cceptQueueSize")
              .inCi()
              .trial(FieldTrial.slow("blocked", 8, 3, POOL, "Server.sleep", "-Djavalin.threads=6"))
              .build(),
          server(
                  "JMX",
                  "",
                  distribution(
                      "",
                      "-Dcom.sun.management.jmxremote.port={port}",
                      "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                      "-Dcom.sun.management.jmxremote.authenticate=false",
                      "-Dcom.sun.management.jmxremote.ssl=false",
                      "-cp",
                      "{home}",
                      "example.http.Server"))
              .wire(new Wire("JRMI\0\2K", "N"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .build(),
          server(
                  "jwebserver",
                  "",
                  distribution("", "-m", "jdk.httpserver", "-b", "127.0.0.1", "-p", "{port}"))
              .since(21)
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .trial(
                  FieldTrial.of(
                      "blocked",
                      1,
                      "GET / HT",
                      Set.of("event_loop_blocked"),
                      "rest of a client's request.*maxReqTime"))
              .build(),
          server("MINA SSHD", "sshd-core", module("sshd2", ""))
              .wire(new Wire("", "SSH-2.0"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .inCi()
              .trial(
                  FieldTrial.of(
                          "blocked",
                          0,
                          "",
                          Set.of("accept_thread_blocked"),
                          "Audit.sessionCreated",
                          "-Dsshd.slowSessions=1",
                          "-Dsshd.slowMillis=2500")
                      .never("[Rr]esume"))
              .build(),
          server("Micronaut", "micronaut-http-server-netty", module("micronaut4", ""))
              .since(17)
              .backlog(NETTY_BACKLOG, "SO_BACKLOG")
              .backlogSetting("-Dmicronaut.server.netty.options.SO_BACKLOG={backlog}")
              .trial(
                  FieldTrial.slow(
                      "blocked",
                      1,
                      1,
                      Set.of("event_loop_blocked"),
                      "Shop.sleep",
                      "-Dmicronaut.netty.event-loops.default.num-threads=1"))
              .build(),
          server("Pekko HTTP", "pekko-http_2.13", module("pekkohttp1", ""))
              .since(11)
              .backlog(100, "pekko.http.server.backlog")
              .inCi()
              .trial(
                  FieldTrial.idle(
                          "limit",
                          4,
                          "connection_limit",
                          "pekko.http.server.max-connections",
                          "-Dpekko.http.server.max-connections=4")
                      .waiting(30))
              .trial(
                  FieldTrial.slow(
                          "blocked",
                          4,
                          2,
                          POOL,
                          "Server.sleep|Server.answer",
                          "-Dpekko.actor.default-dispatcher.fork-join-executor.parallelism-min=2",
                          "-Dpekko.actor.default-dispatcher.fork-join-executor.parallelism-max=2")
                      .waiting(30))
              .build(),
          server("Thrift pool 0.9", "libthrift", module("thrift9", ""))
              .wire(new Wire("x", "x"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .inCi()
              .trial(
                  FieldTrial.idle(
                          "limit",
                          6,
                          "worker_pool_exhausted",
                          "4 of 4 .*(Echo.process|TIOStreamTransport.read)",
                          "-Dthrift.workers=4")
                      .or(POOL_OR_LIMIT))
              .build(),
          server("Thrift pool", "libthrift", module("thrift", "pool"))
              .since(11)
              .wire(new Wire("x", "x"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .build(),
          server("Thrift selector", "libthrift", module("thrift", "selector"))
              .since(11)
              .wire(new Wire("\0\0\0\1x", "\0\0\0\1x"))
              .backlog(JDK_BACKLOG, "(?i)backlog|second argument")
              .trial(
                  FieldTrial.of(
                          "blocked",
                          1,
                          "\0\0\0\1s",
                          Set.of("worker_pool_exhausted", "event_loop_blocked"),
                          "Echo.sleep|Echo.process",
                          "-Dthrift.sleepMillis=2500",
                          "-Dthrift.workers=0")
                      .sleepers(1)
                      .waiting(30))
              .build(),
          server("Tomcat APR", "tomcat-embed-core", module("tomcat9apr", TCNATIVE))
              .backlog(100, "backlog given to listen")
              .unseen()
              .trial(
                  FieldTrial.of(
                          "limit",
                          4,
                          Wire.get("/sleep/9000"),
                          Set.of("connection_limit"),
                          "maxConnections.*4 of 4",
                          "-Dconnector.maxConnections=4")
                      .sleepers(4))
              .build(),
          server("Tomcat shared Executor", "tomcat-embed-core", module("tomcat9", "nio"))
              .backlog(100, "acceptCount")
              .inCi()
              .trial(
                  FieldTrial.slow(
                      "limit",
                      4,
                      4,
                      Set.of("connection_limit"),
                      "maxConnections.*4 of 4|4 of 4.*maxConnections",
                      "-Dtomcat.executor=4",
                      "-Dconnector.maxConnections=4"))
              .build(),
          server("Tomcat virtual threads", "tomcat-embed-core", module("tomcat11", "nio"))
              .since(21)
              .backlog(100, "acceptCount")
              .trial(
                  FieldTrial.slow(
                          "limit",
                          4,
                          4,
                          Set.of("connection_limit"),
                          "maxConnections",
                          "-Dconnector.useVirtualThreads=true",
                          "-Dconnector.maxConnections=4")
                      .never("are busy|are idle"))
              .build(),
          server("ZooKeeper NIO", "zookeeper", module("zookeeper3", "nio"))
              .wire(new Wire("ruok", "imok"))
              .backlog(JDK_BACKLOG, "clientPortListenBacklog|zookeeper.clientPortListenBacklog")
              .inCi()
              .build(),
          server("ZooKeeper Netty", "zookeeper", module("zookeeper3", "netty"))
              .wire(new Wire("ruok", "imok"))
              .backlog(NETTY_BACKLOG, "SO_BACKLOG|clientPortListenBacklog")
              .backlogSetting("-Dzookeeper.clientPortListenBacklog={backlog}")
              .build());

  static final List<FieldServer> ALL =
      Stream.concat(EMBEDDED.stream(), FieldDistributions.ALL.stream()).toList();

  private FieldServers() {}

  static FieldServerBuilder server(String name, String artifact, FieldServer.Launch launch) {
    return new FieldServerBuilder(name, artifact, launch, NEWEST);
  }
}
