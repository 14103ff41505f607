package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures and settings in JMX, and what others read from there. */
@Execution(ExecutionMode.CONCURRENT)
class JmxIT {
  private static final String PATH = "serversocket";
  private static final String BLOCKED = "accept_thread_blocked";

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** Asked as a console does that comes later, and has none of our classes. */
  @SuppressWarnings("BanJNDI") // the address is that of a JVM of our own
  @ParameterizedTest
  @MethodSource("jdks")
  void showsListenersAndTakesSettingsOnceThereIsAServer(Jdk jdk) throws Exception {
    try (EchoServer server = EchoServer.start(AgentJvm.on(jdk).agent("log=stderr"), PATH)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      VirtualMachine machine = VirtualMachine.attach(Long.toString(server.jvm().pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        ObjectName listener = name("type=Listener,port=" + server.port(PATH));
        Await.until("bean", EchoServer.SOON, () -> beans.isRegistered(listener));
        awaitFigure(beans, listener, "ConnectionsAccepted", 1);
        assertEquals(50L, beans.getAttribute(listener, "QueueLimit"));
        assertEquals(1, beans.getAttribute(listener, "Listeners"));

        server.holdAndAwaitWarning(PATH);
        // Two if the first connection has waited as well, as on a busy machine it may.
        Await.until(
            "ended incident",
            EchoServer.SOON,
            () ->
                (Long) beans.getAttribute(listener, "Incidents") >= 1
                    && open(beans, listener).length == 0);
        assertTrue((Long) beans.getAttribute(listener, "WaitsMillis") >= 200);
        changes(server, beans, listener);
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** For whoever looks in the middle of it. */
  @SuppressWarnings("BanJNDI") // the address is that of a JVM of our own
  @ParameterizedTest
  @MethodSource("jdks")
  void anOpenIncidentSaysWhyAndWhatHelps(Jdk jdk) throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=500ms")
            .expectTrouble()
            .main("example.shop.Shop", Workspace.programs());
    try (AgentJvm jvm = builder.start();
        Socket first = new Socket();
        Socket second = new Socket()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", EchoServer.SOON).group(1));
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("stick");
      jvm.awaitStdout("STICKS", EchoServer.SOON);
      first.connect(Loopback.ipv4(port));
      jvm.awaitStdout("ACCEPTED " + first.getLocalPort() + " ", EchoServer.SOON);
      second.connect(Loopback.ipv4(port));
      VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        ObjectName listener = name("type=Listener,port=" + port);
        Await.until("bean", EchoServer.SOON, () -> beans.isRegistered(listener));
        CompositeData open =
            Await.found(
                EchoServer.SOON,
                () ->
                    Stream.of(open(beans, listener))
                        .filter(each -> each.get("cause").equals(BLOCKED))
                        .findFirst(),
                () -> jvm.failure("no open incident"));
        assertEquals("127.0.0.1:" + port, open.get("listener"));
        assertTrue(open.get("sentence").toString().contains("Shop.welcome"), open::toString);
        assertTrue(open.get("remedy").toString().contains("Find out what"), open::toString);
        // It is counted a moment after it can be read.
        Await.until(
            "one is open",
            EchoServer.SOON,
            () -> Objects.equals(byCause(beans, listener, "OpenIncidentsByCause"), 1L));
        // The count is there before the end, which would be no increase otherwise. On a busy
        // machine the first one may have had an incident of its own.
        long endedBefore = awaitEndedAsLogged(beans, listener, jvm);
        jvm.send("go on");
        Await.until(
            "its end",
            EchoServer.SOON,
            // It is counted a moment before it is taken from those that are open.
            () ->
                ended(jvm) > endedBefore
                    && Objects.equals(byCause(beans, listener, "OpenIncidentsByCause"), 0L)
                    && open(beans, listener).length == 0);
        awaitEndedAsLogged(beans, listener, jvm);
        TabularData waits = (TabularData) beans.getAttribute(listener, "WaitsUpToSeconds");
        assertEquals(beans.getAttribute(listener, "Waits"), figure(waits, "+Inf"));
        // The second one has waited for longer.
        assertTrue((Long) figure(waits, "0.25") < (Long) figure(waits, "+Inf"), waits::toString);
      }
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  @SuppressWarnings("BanJNDI") // the address is that of a JVM of our own
  @Test
  void aBeanGoesWithItsListener() throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
            .agent("log=stderr")
            .main("example.meters.Redeploy", Workspace.programs())
            .args(Workspace.micrometer().toString())
            .start()) {
      String port = jvm.awaitStdout("READY (\\d+)", EchoServer.SOON).group(1);
      StartLine.assertWatchesAllPaths(jvm);
      VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        ObjectName listener = name("type=Listener,port=" + port);
        Await.until("bean", EchoServer.SOON, () -> beans.isRegistered(listener));
        jvm.send("close");
        Await.until("gone", EchoServer.SOON, () -> !beans.isRegistered(listener));
        assertTrue(beans.isRegistered(name("type=Agent")), "this one stays");
      }
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  private static CompositeData[] open(MBeanServerConnection beans, ObjectName listener)
      throws Exception {
    return (CompositeData[]) beans.getAttribute(listener, "OpenIncidents");
  }

  /** Waits until as many incidents are counted as the log says have ended, and returns that. */
  private static long awaitEndedAsLogged(
      MBeanServerConnection beans, ObjectName listener, AgentJvm jvm) throws Exception {
    return Await.found(
        EchoServer.SOON,
        () -> {
          Object counted = byCause(beans, listener, "IncidentsByCause");
          return Optional.of(ended(jvm)).filter(ended -> ended.equals(counted));
        },
        () -> jvm.failure("not as many incidents are counted as have ended"));
  }

  /** How many of that cause. */
  private static long ended(AgentJvm jvm) {
    return jvm.log().stream()
        .filter(line -> line.is("recovered"))
        .filter(line -> BLOCKED.equals(line.values().get("cause")))
        .count();
  }

  /** Null before the first incident of that cause. */
  private static @Nullable Object byCause(
      MBeanServerConnection beans, ObjectName listener, String attribute) throws Exception {
    TabularData table = (TabularData) beans.getAttribute(listener, attribute);
    return table.containsKey(new Object[] {BLOCKED}) ? figure(table, BLOCKED) : null;
  }

  private static Object figure(TabularData table, String key) {
    return table.get(new Object[] {key}).get("value");
  }

  private static void changes(EchoServer server, MBeanServerConnection beans, ObjectName listener)
      throws Exception {
    ObjectName agent = name("type=Agent");
    assertRefused(beans, agent, "500", "which has no unit (ms, s, m or h). Give a");
    assertRefused(beans, agent, null, "Option warn.wait was given no value, but needs one. Give a");
    assertEquals("200ms", beans.getAttribute(agent, "WarnWait"));

    beans.setAttribute(agent, new Attribute("WarnWait", "1h"));
    server.jvm().awaitStderr("was told by its operator: warn.wait is 3600s", EchoServer.SOON);
    long incidents = (Long) beans.getAttribute(listener, "Incidents");
    server.stick(PATH);
    awaitFigure(beans, listener, "QueueLength", 0);
    assertEquals(incidents, beans.getAttribute(listener, "Incidents"));

    beans.setAttribute(agent, new Attribute("Ports", "1"));
    Await.until("not wanted", EchoServer.SOON, () -> !beans.isRegistered(listener));
    beans.setAttribute(agent, new Attribute("Ports", "all"));
    server.exchange();
    Await.until("wanted", EchoServer.SOON, () -> beans.isRegistered(listener));

    beans.setAttribute(agent, new Attribute("Enabled", false));
    Await.until("gone", EchoServer.SOON, () -> !beans.isRegistered(listener));
    server.exchange();
    beans.setAttribute(agent, new Attribute("Enabled", true));
    server.exchange();
    Await.until("back", EchoServer.SOON, () -> beans.isRegistered(listener));
  }

  private static void assertRefused(
      MBeanServerConnection beans, ObjectName agent, String value, String words) {
    RuntimeMBeanException refusal =
        assertThrows(
            RuntimeMBeanException.class,
            () -> beans.setAttribute(agent, new Attribute("WarnWait", value)));
    assertTrue(refusal.getCause().getMessage().contains(words), refusal::toString);
  }

  private static void awaitFigure(
      MBeanServerConnection beans, ObjectName bean, String attribute, long figure)
      throws Exception {
    Await.until(
        attribute,
        EchoServer.SOON,
        () -> Long.valueOf(figure).equals(beans.getAttribute(bean, attribute)));
  }

  private static ObjectName name(String properties) throws Exception {
    return new ObjectName("io.acceptlag:" + properties);
  }

  @Test
  void loadsNothingWhereNobodyLooks(@TempDir Path folder) throws Exception {
    Jdk jdk =
        Jdks.orSkip(Jdks.oldestAndNewest(11).stream(), "JDK 11 or newer").findFirst().orElseThrow();
    Path log = folder.resolve("load.log");
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk).agent("log=stderr").jvmArgs("-Xlog:class+load:file=" + log), PATH)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.jvm().awaitPolls(EchoServer.SOON);
      server.holdAndAwaitWarning(PATH);
      server.quit();
    }
    Set<String> ours = new TreeSet<>();
    for (String line : Files.readAllLines(log)) {
      for (String word : line.split(" ", -1)) {
        if (word.startsWith("io.acceptlag.agent.")) {
          ours.add(word);
        }
      }
    }
    assertTrue(ours.contains("io.acceptlag.agent.Surfaces"), "the log is blind");
    ours.removeIf(
        name -> !name.matches("io\\.acceptlag\\.agent\\.(?:jfr|jmx|micrometer|view)\\..*"));
    // An incident does not wait for somebody to look, and the first asks whether the JVM records.
    // The threads of the others are made by classes that are not there.
    assertEquals(
        Set.of("io.acceptlag.agent.jfr.Recordings", "io.acceptlag.agent.view.OpenIncidents"), ours);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void prometheusExporterNamesThemAsOtlpDoes(Jdk jdk) throws Exception {
    int port = FreePort.next();
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .unverified()
            .agent("log=stderr")
            .agent(
                Workspace.jmxExporter(),
                port + ":" + Workspace.file("monitoring/jmx/jmx_exporter.yaml"));
    try (EchoServer server = EchoServer.start(builder, PATH)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning(PATH);
      String label = "{network_local_port=\"" + server.port(PATH) + "\"} ";
      // On a busy machine it may be another cause's, or a second one.
      Pattern ended =
          Pattern.compile(
              "acceptlag_incident_count_total\\{acceptlag_cause=\"(\\w+)\",network_local_port=\""
                  + server.port(PATH)
                  + "\"} [1-9]");
      Pattern over =
          Pattern.compile(ended.pattern().replace("count_total", "open").replace("[1-9]", "0.0"));
      List<String> lines =
          List.of(
              "acceptlag_connection_accepted_total" + label + "4.0",
              "acceptlag_queue_length" + label + "0.0",
              "acceptlag_queue_limit" + label + "50.0",
              "acceptlag_queue_oldest_age_seconds" + label + "0.0",
              "acceptlag_queue_saturated_time_seconds_total" + label + "0.0",
              "acceptlag_packet_dropped_total" + label + "0.0",
              "acceptlag_wait_duration_seconds_count" + label + "4.0",
              "acceptlag_wait_duration_histogram{le=\"+Inf\"," + label.substring(1) + "4.0",
              "acceptlag_agent_hook_failures_total 0.0");
      String[] metrics = {""};
      Await.until(
          EchoServer.SOON,
          () -> {
            metrics[0] = get("http://127.0.0.1:" + port + "/metrics");
            return ended.matcher(metrics[0]).find()
                && over.matcher(metrics[0]).find()
                && lines.stream().allMatch(line -> metrics[0].contains("\n" + line + "\n"));
          },
          () -> server.jvm().failure("no " + ended + ", or not all " + lines + ": " + metrics[0]));
      server.quit();
    }
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void openTelemetrysAgentExportsThemByItsRules() throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
            .unverified()
            .jvmArgs(
                "-Dotel.jmx.config=" + Workspace.file("monitoring/jmx/opentelemetry.yaml"),
                "-Dotel.jmx.discovery.delay=500",
                "-Dotel.traces.exporter=none",
                "-Dotel.logs.exporter=none",
                "-Dotel.metrics.exporter=console",
                "-Dotel.metric.export.interval=1000")
            .main("example.http.Server", Workspace.programs())
            .expectTrouble()
            .expect("Sharing is only supported for boot loader classes")
            .agent("log=stderr,telemetry=none")
            .agent(Workspace.openTelemetryAgent(), "");
    try (AgentJvm jvm = builder.start()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", Duration.ofMinutes(3)).group(1));
      StartLine.assertWatchesAllPaths(jvm);
      try (Socket socket = new Socket()) {
        socket.connect(Loopback.ipv4(port));
      }
      String point = "network.local.port=\"" + port + "\", network.transport=\"tcp\"\\}, value=";
      for (String metric :
          List.of(
              "name=acceptlag.connection.accepted, .*unit=\\{connection}, .*" + point + "1,",
              "name=acceptlag.queue.limit, .*" + point + "[1-9]",
              "name=acceptlag.queue.oldest_age, .*unit=s, .*" + point + "0.0,",
              "name=acceptlag.agent.hook_failures, .*value=0,")) {
        jvm.awaitStderr(metric, EchoServer.SOON);
      }
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }
}
