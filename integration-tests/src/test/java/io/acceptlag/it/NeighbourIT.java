package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another process on the same port, which takes its share of the clients and accepts none. */
@Execution(ExecutionMode.CONCURRENT)
class NeighbourIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String PORT = "7031";

  static Stream<Jdk> jdks() {
    return Jdks.orSkip(Jdks.oldestAndNewest(11).stream(), "JDK 11 or newer");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void oneThatIsStuckIsReportedByTheOther(Jdk jdk) throws Exception {
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm stuck = sharing(jdk, network, "stuck").start()) {
      stuck.awaitStdout("^READY", SOON);
      // How quickly that one accepts is not the subject.
      try (AgentJvm well = sharing(jdk, network, "well").agent("log=stderr,warn.wait=60s").start();
          AgentJvm clients = connector(jdk, network).start()) {
        well.expect(".*event=neighbour_stuck.*");
        StartLine.assertWatchesAllPaths(well);
        well.awaitStdout("^READY", SOON);
        clients.send("socket 127.0.0.1 " + PORT + " 40 0");
        clients.awaitStdout("^DONE 40 0$", SOON);
        LogLine line = well.awaitLog("neighbour_stuck", each -> each.is("neighbour_stuck"), SOON);
        assertEquals("WARN", line.level());
        assertEquals("127.0.0.1:" + PORT, line.values().get("listener"));
        assertEquals(stuck.pid(), line.number("pid"));
        String queue = line.values().get("queue");
        assertEquals(network.queueLength(Integer.parseInt(PORT)) + "/50", queue);
        assertTrue(line.sentence().contains("(pid " + stuck.pid() + ", java)"), line::toString);
        stuck.signal("TERM");
        LogLine over =
            well.awaitLog("neighbour_recovered", each -> each.is("neighbour_recovered"), SOON);
        assertTrue(over.sentence().contains(" is gone, after "), over::toString);
      }
    }
  }

  /** A socket of its own, made by mistake. */
  @ParameterizedTest
  @MethodSource("jdks")
  void aSocketOfTheSameProcessThatIsNotAcceptedFrom(Jdk jdk) throws Exception {
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm twins = sharing(jdk, network, "twin").agent("log=stderr").start();
        AgentJvm clients = connector(jdk, network).start()) {
      twins.expect(".*event=slow.*");
      StartLine.assertWatchesAllPaths(twins);
      twins.awaitStdout("^READY", SOON);
      clients.send("socket 127.0.0.1 " + PORT + " 40 0");
      clients.awaitStdout("^DONE 40 0$", SOON);
      LogLine line = twins.awaitLog("slow", each -> each.is("slow"), SOON);
      assertTrue(
          line.sentence().contains("Another socket of this process has this address"),
          line::toString);
      assertTrue(line.sentence().endsWith("Accept on both, or close this one."), line::toString);
    }
  }

  private static AgentJvm.Builder sharing(Jdk jdk, OwnNetwork network, String how) {
    return AgentJvm.on(jdk)
        .launchedBy(network.enter())
        .main("example.neighbour.SharedPort", Workspace.programs())
        .args(PORT, how);
  }

  private static AgentJvm.Builder connector(Jdk jdk, OwnNetwork network) {
    return AgentJvm.on(jdk)
        .launchedBy(network.enter())
        .main("example.connect.Connector", Workspace.programs());
  }
}
