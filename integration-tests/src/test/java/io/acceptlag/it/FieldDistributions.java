package io.acceptlag.it;

import static io.acceptlag.it.FieldServer.distribution;
import static io.acceptlag.it.FieldServers.server;

import java.util.List;

/** Those of {@link FieldServersIT} that are started as their own scripts do. */
final class FieldDistributions {
  static final List<FieldServer> ALL =
      List.of(
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
                  "Open Liberty",
                  "openliberty-runtime",
                  distribution(
                      "liberty26",
                      "-Dwlp.user.dir={tmp}",
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
                      "-cp",
                      "{home}/libs/*",
                      "fish.payara.micro.PayaraMicro",
                      "--port",
                      "{port}",
                      "--noCluster",
                      "--noHazelcast"))
              .since(21)
              .backlog(4_096, "max-connections-count|acceptor")
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
