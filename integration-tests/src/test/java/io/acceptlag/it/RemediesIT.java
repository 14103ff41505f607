package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The setting that a line advises is applied as the line spells it, and the same load comes again:
 * nothing is reported. Those of bursts are {@link BacklogAdviceIT}'s.
 */
@Execution(ExecutionMode.CONCURRENT)
class RemediesIT {
  /** The connections that a server is allowed, and those that it then makes wait. */
  private static final int LIMIT = 3;

  /** Enough for all that come. */
  private static final int RAISED = 2 * LIMIT + 1;

  private static final int WORKERS = 4;

  /** Kafka's rate is one of the last ten seconds. */
  private static final int RATE_SECONDS = 10;

  /** Enough for each of the servers to start. */
  private static final int DESCRIPTORS = 100;

  /** Longer than a connection waits that is reported. */
  private static final int SLOW_MILLIS = 8_000;

  /** For so long idle clients stay, unless the server closes their connection. */
  private static final int IDLE_MILLIS = 5_000;

  /** So that a busy machine alone gives no incident, neither before the remedy nor after it. */
  private static final String[] CALM = {
    "-Dacceptlag.warn.wait=2500ms", "-Dacceptlag.warn.unserved=1h"
  };

  private static final Duration CONTROL = Duration.ofSeconds(4);

  private static final int POLLS_TO_REPORT = 6;

  /** For what servers leave behind. */
  @TempDir private static Path folder;

  /** What comes to a server. */
  private enum Load {
    /** Connections that are kept, and as many more. */
    IDLE {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        keep(scenario, server);
        return scenario.connect(LIMIT);
      }
    },

    /** Connections that are kept until the server closes them, and as many more. */
    LEAVING {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        List<Socket> idle = keep(scenario, server);
        long end = System.nanoTime() + IDLE_MILLIS * 1_000_000L;
        for (Socket client : idle) {
          leaveIfClosed(client, (end - System.nanoTime()) / 1_000_000);
        }
        return scenario.connect(LIMIT);
      }
    },

    /** Connections that are kept, as many more once Jetty has seen how many there are. */
    CHECKED {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        keep(scenario, server);
        scenario.command("await checked");
        return scenario.connect(LIMIT);
      }
    },

    /** More within a second than one. */
    QUICK {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        return scenario.connect(RATE_SECONDS + 3 * LIMIT);
      }
    },

    /** Requests that take long, and others. */
    SLOW {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        sendSlow(scenario, WORKERS);
        ServerCausesIT.awaitRequests(scenario, "SLEEPS", WORKERS);
        return scenario.connect(1 + LIMIT);
      }
    },

    /** One request that takes long, and others. */
    SLOW_ONE {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        sendSlow(scenario, 1);
        scenario.keepConnecting();
        return scenario.connect(LIMIT);
      }
    },

    /** One request whose rest does not come, and others. */
    PARTIAL {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        scenario.connect(1).get(0).getOutputStream().write("GET / HT".getBytes(US_ASCII));
        scenario.keepConnecting();
        return scenario.connect(LIMIT);
      }
    },

    FEW {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        return scenario.connect(LIMIT);
      }
    },

    MANY {
      @Override
      List<Socket> come(CauseRun scenario, RealServer server) throws Exception {
        return scenario.connect(DESCRIPTORS);
      }
    };

    /** Tells which of them have sent nothing yet. */
    abstract List<Socket> come(CauseRun scenario, RealServer server) throws Exception;

    private static List<Socket> keep(CauseRun scenario, RealServer server) throws Exception {
      List<Socket> idle = scenario.connect(LIMIT);
      for (Socket client : idle) {
        if (server.name().equals("kafka4")) {
          server.exchange(client);
        } else {
          ServerCausesIT.send(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
          ServerCausesIT.awaitAnswer(client);
        }
      }
      return idle;
    }

    private static void leaveIfClosed(Socket client, long millis) throws IOException {
      client.setSoTimeout((int) Math.max(1, millis));
      try {
        if (client.getInputStream().read() < 0) {
          client.close();
        }
      } catch (SocketTimeoutException e) {
        // It stays.
      }
    }

    private static void sendSlow(CauseRun scenario, int count) throws IOException {
      String request = "GET /sleep/" + SLOW_MILLIS + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      for (Socket client : scenario.connect(count)) {
        client.getOutputStream().write(request.getBytes(US_ASCII));
      }
    }
  }

  /**
   * @param setting of the server, with its value left open
   * @param before with which there is an incident; empty for the server's default
   * @param after with which there is none
   * @param advice in the line, the server's own name of the setting in it
   */
  private record Remedy(
      RealServer server,
      boolean oldest,
      Load load,
      List<String> always,
      String setting,
      String before,
      String after,
      String cause,
      String advice) {
    boolean hasJdk() {
      return !Jdks.oldestAndNewest(server.since()).isEmpty();
    }

    Jdk jdk() {
      List<Jdk> jdks = Jdks.oldestAndNewest(server.since());
      return jdks.get(oldest ? 0 : jdks.size() - 1);
    }

    CauseRun start(String value) throws Exception {
      AgentJvm.Builder builder =
          server
              .on(jdk(), folder)
              .agent("log=stderr")
              .jvmArgs(CALM)
              .jvmArgs(always.toArray(String[]::new));
      if (server.name().startsWith("springboot")) {
        // Starts in half the time.
        builder.jvmArgs("-XX:TieredStopAtLevel=1");
      }
      String set = value.isEmpty() ? "" : setting.formatted(value);
      if (set.startsWith("ulimit")) {
        builder.launchedBy(List.of("sh", "-c", set + " && exec \"$@\"", "sh"));
      } else if (set.startsWith("--")) {
        builder.args(set);
      } else if (!set.isEmpty()) {
        builder.jvmArgs(set);
      }
      return CauseRun.start(this + " " + (value.isEmpty() ? "default" : value), jdk(), builder);
    }

    @Override
    public String toString() {
      return "remedy "
          + server
          + " "
          + setting.replace("%s", "").replaceAll("[^\\w.]+", " ").strip();
    }
  }

  private static final RealServer TOMCAT9 = new RealServer("tomcat9", "nio", 8);
  private static final RealServer TOMCAT11_NIO2 = new RealServer("tomcat11", "nio2", 17);
  private static final RealServer JETTY9 = new RealServer("jetty9", "", 8);
  private static final RealServer JETTY12 = new RealServer("jetty12", "", 17);
  private static final RealServer SPRING_BOOT4 = new RealServer("springboot4", "", 17);
  private static final RealServer KAFKA4 = new RealServer("kafka4", "", 17);

  private static Remedy limit(RealServer server, boolean oldest, String setting, String key) {
    return new Remedy(
        server,
        oldest,
        Load.IDLE,
        List.of(),
        setting,
        Integer.toString(LIMIT),
        Integer.toString(RAISED),
        "connection_limit",
        "raise " + key);
  }

  /**
   * @param limit of connections, which stays as it is
   */
  private static Remedy idle(
      RealServer server, boolean oldest, String limit, String setting, String value, String key) {
    return new Remedy(
        server,
        oldest,
        Load.LEAVING,
        List.of(limit.formatted(LIMIT)),
        setting,
        "",
        value,
        "connection_limit",
        "lower " + key);
  }

  private static Remedy rate(RealServer server, String setting, String key) {
    return new Remedy(
        server,
        false,
        Load.QUICK,
        List.of(),
        setting,
        "1",
        "1000",
        "connection_limit",
        "raise " + key);
  }

  static Stream<Remedy> remedies() {
    String connectors = "-Dconnector.maxConnections=%s";
    String jetties = "-Djetty.maxConnections=%s";
    return Jdks.orSkip(
        Rows.of(
                List.of(
                    limit(TOMCAT9, true, connectors, "maxConnections"),
                    limit(TOMCAT11_NIO2, false, connectors, "maxConnections"),
                    limit(
                        SPRING_BOOT4,
                        false,
                        "--server.tomcat.max-connections=%s",
                        "server.tomcat.max-connections"),
                    limit(JETTY9, true, jetties, "ConnectionLimit.setMaxConnections"),
                    limit(
                        JETTY12,
                        false,
                        jetties,
                        "NetworkConnectionLimit.setMaxNetworkConnectionCount"),
                    limit(
                        new RealServer("undertow2", "", 8),
                        true,
                        "-Dundertow.maxConnections=%s",
                        "Options.CONNECTION_HIGH_WATER"),
                    limit(
                        new RealServer("helidon4", "", 21),
                        false,
                        "-Dhelidon.maxTcpConnections=%s",
                        "server.max-tcp-connections"),
                    limit(KAFKA4, false, "-Dbroker.max.connections=%s", "max.connections"),
                    rate(JETTY12, "-Djetty.acceptsPerSecond=%s", "the rate of its AcceptRateLimit"),
                    rate(
                        KAFKA4,
                        "-Dbroker.max.connection.creation.rate=%s",
                        "max.connection.creation.rate"),
                    idle(
                        TOMCAT9,
                        true,
                        connectors,
                        "-Dconnector.keepAliveTimeout=%s",
                        "200",
                        "keepAliveTimeout"),
                    idle(
                        JETTY12,
                        false,
                        jetties,
                        "-Djetty.idleTimeout=%s",
                        "200",
                        "ServerConnector.setIdleTimeout"),
                    idle(
                        SPRING_BOOT4,
                        false,
                        "-Dserver.tomcat.max-connections=%s",
                        "--server.tomcat.keep-alive-timeout=%s",
                        "200ms",
                        "server.tomcat.keep-alive-timeout"),
                    idle(
                        new RealServer("undertow2", "", 8),
                        true,
                        "-Dundertow.maxConnections=%s",
                        "-Dundertow.noRequestMillis=%s",
                        "200",
                        "UndertowOptions.NO_REQUEST_TIMEOUT"),
                    idle(
                        new RealServer("helidon4", "", 21),
                        false,
                        "-Dhelidon.maxTcpConnections=%s",
                        "-Dhelidon.idleMillis=%s",
                        "200",
                        "server.idle-connection-timeout (and server.idle-connection-period)"),
                    idle(
                        KAFKA4,
                        false,
                        "-Dbroker.max.connections=%s",
                        "-Dkafka.idleMillis=%s",
                        "200",
                        "connections.max.idle.ms"),
                    new Remedy(
                        JETTY12,
                        false,
                        Load.CHECKED,
                        List.of(),
                        "-Djetty.lowResourcesAbove=%s",
                        Integer.toString(LIMIT - 1),
                        Integer.toString(RAISED),
                        "connection_limit",
                        "raise the limits of its LowResourceMonitor"),
                    new Remedy(
                        TOMCAT11_NIO2,
                        false,
                        Load.SLOW,
                        List.of("-Dconnector.minSpareThreads=" + WORKERS),
                        "-Dconnector.maxThreads=%s",
                        Integer.toString(WORKERS),
                        Integer.toString(2 * WORKERS),
                        "worker_pool_exhausted",
                        "Raise maxThreads"),
                    new Remedy(
                        JETTY12,
                        true,
                        Load.FEW,
                        List.of("-Djetty.selectors=1", "-Djetty.acceptors=1"),
                        "-Djetty.fixedThreads=%s",
                        "1",
                        "3",
                        "worker_pool_exhausted",
                        "Give the pool more threads than Jetty's selectors and acceptors take"),
                    new Remedy(
                        new RealServer("jdkhttp", "", 8),
                        true,
                        Load.SLOW_ONE,
                        List.of(),
                        "-Dhttp.threads=%s",
                        "",
                        "4",
                        "event_loop_blocked",
                        "Give the HttpServer an executor with threads to spare (setExecutor)"),
                    new Remedy(
                        new RealServer("jdkhttp", "", 8),
                        false,
                        Load.PARTIAL,
                        // It would look for what takes too long once a second.
                        List.of("-Dsun.net.httpserver.timerMillis=100"),
                        "-Dsun.net.httpserver.maxReqTime=%s",
                        "",
                        "1",
                        "event_loop_blocked",
                        "limit the time of a request (sun.net.httpserver.maxReqTime, in seconds)"),
                    new Remedy(
                        TOMCAT9,
                        true,
                        Load.MANY,
                        List.of(),
                        "ulimit -n %s",
                        Integer.toString(DESCRIPTORS),
                        Integer.toString(3 * DESCRIPTORS),
                        "fd_exhaustion",
                        "Raise the limit (ulimit -n;")))
            .filter(Remedy::hasJdk),
        "the newer JDKs that these servers run on");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("remedies")
  void nothingIsReportedWhenTheLoadComesAgain(Remedy remedy) throws Exception {
    String advised = advised(remedy);
    // It may begin the sentence.
    String anyCase = advised.toLowerCase(Locale.ROOT);
    assertTrue(anyCase.contains(remedy.advice.toLowerCase(Locale.ROOT)), advised);
    try (CauseRun scenario = remedy.start(remedy.after)) {
      remedy.server.connectAndExchange(scenario.address());
      scenario.troubleBegins();
      for (Socket client : remedy.load.come(scenario, remedy.server)) {
        remedy.server.exchange(client);
      }
      scenario.server().awaitPolls(POLLS_TO_REPORT, CauseRun.SOON);
      scenario.assertNoIncident();
      assertIncidentsAreReported(scenario);
    }
  }

  /** The sentence of the incident without the remedy. */
  private static String advised(Remedy remedy) throws Exception {
    try (CauseRun scenario = remedy.start(remedy.before)) {
      // A pool without a thread answers nobody.
      if (remedy.load != Load.FEW) {
        remedy.server.connectAndExchange(scenario.address());
      }
      scenario.troubleBegins();
      remedy.load.come(scenario, remedy.server);
      scenario.awaitIncident();
      if (remedy.load == Load.FEW) {
        scenario.command("close");
      } else {
        scenario.disconnect();
      }
      return scenario.assertCause(remedy.cause).sentence();
    }
  }

  /** Silence would prove nothing if nobody watched. */
  private static void assertIncidentsAreReported(CauseRun scenario) throws Exception {
    try (HeldConnections held =
        HeldConnections.hold(scenario.server(), List.of(scenario.address()), CONTROL)) {
      assertTrue(held.longestAtLeast(scenario.address().getPort()).compareTo(CONTROL) >= 0);
      scenario.awaitIncident();
    }
  }

  /** The pool could not become twice as large. */
  @Test
  void threadsAreAllowedBeforeThePoolHasMore() throws Exception {
    ControlGroup group;
    try {
      group = ControlGroup.create("pids");
    } catch (IOException e) {
      throw Missing.skip("A limit of threads", e.getMessage());
    }
    int workers = 40;
    Jdk jdk = Jdks.need(17);
    AgentJvm.Builder builder =
        TOMCAT11_NIO2
            .on(jdk, folder)
            .agent("log=stderr")
            .launchedBy(group.launcher())
            .jvmArgs(CALM)
            .jvmArgs("-Dconnector.maxThreads=" + workers, "-Dconnector.minSpareThreads=" + workers);
    try (group;
        CauseRun scenario = CauseRun.start("remedy limit of threads", jdk, builder)) {
      int allowed = group.tasks() + workers / 2;
      group.limitTasks(allowed);
      scenario.troubleBegins();
      Load.sendSlow(scenario, workers);
      ServerCausesIT.awaitRequests(scenario, "SLEEPS", workers);
      scenario.connect(1 + LIMIT);
      scenario.awaitIncident();
      scenario.disconnect();
      String sentence = scenario.assertCause("worker_pool_exhausted").sentence();
      // The figures are left out where the line would be too long with them.
      String figures = "(; the cgroup allows " + allowed + " tasks, and it has \\d+)?";
      assertTrue(
          Pattern.compile(
                  " Raise pids\\.max first" + figures + "\\. Then raise maxThreads, or find what")
              .matcher(sentence)
              .find(),
          sentence);
    }
  }

  /** Two virtual threads compute, and a third one accepts. */
  @Test
  void moreCarriersServe() throws Exception {
    try (CauseRun scenario = startVirtual(2)) {
      scenario.connect(LIMIT);
      scenario.awaitVerdict();
      scenario.command("end");
      String sentence = scenario.assertCause("carriers_exhausted").sentence();
      assertTrue(sentence.contains("raise jdk.virtualThreadScheduler.parallelism"), sentence);
    }
    try (CauseRun scenario = startVirtual(3)) {
      for (Socket client : scenario.connect(LIMIT)) {
        assertTrue(client.getInputStream().read() >= 0, "is answered");
      }
      scenario.server().awaitPolls(POLLS_TO_REPORT, CauseRun.SOON);
      scenario.assertNoIncident();
      scenario.command("end");
      assertIncidentsAreReported(scenario);
    }
  }

  /** In trouble if two computing threads leave no carrier. */
  private static CauseRun startVirtual(int parallelism) throws Exception {
    Jdk jdk = Jdks.need(26);
    CauseRun scenario =
        CauseRun.start(
            "remedy virtual computing " + parallelism,
            jdk,
            AgentJvm.on(jdk)
                .agent("log=stderr")
                .jvmArgs(CALM)
                .jvmArgs("-Djdk.virtualThreadScheduler.parallelism=" + parallelism)
                .main("example.cause.VirtualLoop", Workspace.programs())
                .args(Integer.toString(SLOW_MILLIS), "computing"));
    try {
      scenario.serveOne();
      scenario.troubleBegins();
      scenario.command("begin");
      return scenario;
    } catch (Throwable e) {
      scenario.server().abandon();
      throw e;
    }
  }
}
