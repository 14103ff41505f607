package io.acceptlag.it;

import static io.acceptlag.it.FieldServer.distribution;
import static io.acceptlag.it.FieldServers.server;

import java.util.List;
import java.util.Set;

/** Those of {@link FieldServersIT} that are started as their own scripts do. */
final class FieldDistributions {
  static final List<FieldServer> ALL =
      List.of(
          server(
                  "Cassandra",
                  "cassandra-all",
                  distribution(
                      "cassandra5",
                      "-Xmx512m",
                      "-Djdk.attach.allowAttachSelf=true",
                      "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                      "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                      "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                      "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
                      "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
                      "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
                      "--add-exports=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                      "--add-opens=java.base/java.io=ALL-UNNAMED",
                      "--add-opens=java.base/java.lang=ALL-UNNAMED",
                      "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
                      "--add-opens=java.base/java.nio=ALL-UNNAMED",
                      "--add-opens=java.base/java.util=ALL-UNNAMED",
                      "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
                      "--add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED",
                      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                      "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                      "-Dcassandra.config=file://{tmp}/conf/cassandra.yaml",
                      "-Dcassandra.storagedir={tmp}",
                      "-Dcassandra.ring_delay_ms=1",
                      "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                      "-Dcassandra-foreground=yes",
                      "-Dlogback.configurationFile={tmp}/conf/logback.xml",
                      "-cp",
                      "{home}/libs/*",
                      "org.apache.cassandra.service.CassandraDaemon"))
              .since(11)
              .until(17)
              .wire(new Wire("\4\0\0\0\5\0\0\0\0", "\u0084"))
              .backlog(4_096, "SO_BACKLOG")
              .build(),
          server(
                  "Jetty",
                  "jetty-home",
                  distribution(
                      "jettydist12",
                      "-jar",
                      "{dist}/start.jar",
                      "jetty.home={dist}",
                      "jetty.base={tmp}",
                      "--module=http,network-connection-limit",
                      "jetty.http.host=127.0.0.1",
                      "jetty.http.port={port}"))
              .since(17)
              .backlog(50, "jetty.http.acceptQueueSize")
              .trial(
                  FieldTrial.idle(
                      "limit",
                      4,
                      "connection_limit",
                      "jetty.networkConnectionLimit.maxNetworkConnectionCount",
                      "-Djetty.networkConnectionLimit.maxNetworkConnectionCount=4"))
              .build(),
          server(
                  "Karaf",
                  "apache-karaf",
                  distribution(
                      "karaf4",
                      "--add-reads=java.xml=java.logging",
                      "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED",
                      "--patch-module=java.base={dist}/lib/endorsed/org.apache.karaf.specs.locator-4.4.10.jar",
                      "--patch-module=java.xml={dist}/lib/endorsed/org.apache.karaf.specs.java.xml-4.4.10.jar",
                      "--add-opens=java.base/java.lang=ALL-UNNAMED",
                      "--add-opens=java.base/java.net=ALL-UNNAMED",
                      "--add-opens=java.base/java.security=ALL-UNNAMED",
                      "--add-opens=java.base/java.util=ALL-UNNAMED",
                      "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
                      "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.protocol.file=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.protocol.ftp=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
                      "--add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED",
                      "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
                      "-Dkaraf.home={dist}",
                      "-Dkaraf.base={dist}",
                      "-Dkaraf.etc={dist}/etc",
                      "-Dkaraf.data={tmp}/data",
                      "-Dkaraf.log={tmp}/data/log",
                      "-Dkaraf.instances={tmp}/instances",
                      "-Dkaraf.startLocalConsole=false",
                      "-Dkaraf.startRemoteShell=true",
                      "-Dshop.port={port}",
                      "-cp",
                      "{dist}/lib/boot/*:{dist}/lib/jdk9plus/*",
                      "org.apache.karaf.main.Main"))
              .since(11)
              .until(17)
              .wire(new Wire("", "SSH-2.0"))
              .backlog(50, "(?i)backlog|second argument")
              .build(),
          server(
                  "Open Liberty",
                  "openliberty-runtime",
                  distribution(
                      "liberty26",
                      "WLP_USER_DIR={tmp}",
                      "-jar",
                      "{home}/dist/wlp/bin/tools/ws-server.jar",
                      "shop"))
              .since(17)
              .backlog(511, "tcpOptions|backlog")
              .build(),
          server(
                  "Payara Micro",
                  "payara-micro",
                  distribution(
                      "payaramicro7",
                      "-Dshop.backlog=4096",
                      "-cp",
                      "{home}/libs/*",
                      "fish.payara.micro.PayaraMicro",
                      "--port",
                      "{port}",
                      "--prebootcommandfile",
                      "{tmp}/preboot.txt",
                      "--noCluster",
                      "--noHazelcast"))
              .since(21)
              .backlog(4_096, "max-connections-count")
              .backlogSetting("-Dshop.backlog={backlog}")
              .build(),
          server(
                  "Quarkus",
                  "quarkus-rest",
                  distribution(
                      "quarkus3",
                      "-Dquarkus.http.host=127.0.0.1",
                      "-Dquarkus.http.port={port}",
                      "-jar",
                      "{home}/quarkus-app/quarkus-run.jar"))
              .since(17)
              .backlog(4_096, "quarkus.http.accept-backlog")
              .backlogSetting("-Dquarkus.http.accept-backlog={backlog}")
              .trial(
                  FieldTrial.slow(
                          "blocked",
                          3,
                          1,
                          Set.of("event_loop_blocked"),
                          "Shop.sleep",
                          "-Dquarkus.http.io-threads=1")
                      .never("vert.x-acceptor"))
              .build(),
          server(
                  "Tomcat",
                  "tomcat",
                  distribution(
                      "tomcatdist11",
                      "-Dcatalina.home={dist}",
                      "-Dcatalina.base={tmp}",
                      "-cp",
                      "{dist}/bin/bootstrap.jar:{dist}/bin/tomcat-juli.jar",
                      "org.apache.catalina.startup.Bootstrap",
                      "start"))
              .since(17)
              .backlog(100, "acceptCount")
              .trial(
                  FieldTrial.idle(
                      "limit", 4, "connection_limit", "maxConnections", "-Dshop.maxConnections=4"))
              .build(),
          server(
                  "WildFly",
                  "wildfly-dist",
                  distribution(
                      "wildfly39",
                      "--add-opens=java.base/java.lang=ALL-UNNAMED",
                      "--add-opens=java.base/java.security=ALL-UNNAMED",
                      "--add-opens=java.base/java.util=ALL-UNNAMED",
                      "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
                      "-Djboss.home.dir={dist}",
                      "-Djboss.server.data.dir={tmp}/data",
                      "-Djboss.server.log.dir={tmp}/log",
                      "-Djboss.server.temp.dir={tmp}/tmp",
                      "-Djboss.http.port={port}",
                      "-Djboss.https.port=0",
                      "-Djboss.management.http.port=0",
                      "-jar",
                      "{dist}/jboss-modules.jar",
                      "-mp",
                      "{dist}/modules",
                      "org.jboss.as.standalone"))
              .since(17)
              .backlog(10_000, "tcp-backlog")
              .backlogSetting("-Dshop.backlog={backlog}")
              .trial(
                  FieldTrial.idle(
                          "limit",
                          4,
                          "connection_limit",
                          "max-connections",
                          "-Dshop.maxConnections=4")
                      .never("CONNECTION_HIGH_WATER|are busy"))
              .build());

  private FieldDistributions() {}
}
