package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** As {@link RemediesIT}, of a trouble that takes the machine's CPU. */
@Isolated
class RemediesUnderLoadIT {
  /** Far above what a server with enough of everything needs on a busy machine. */
  private static final String AGENT = "log=stderr,warn.wait=1s";

  private static final String LOAD = "steady 50 4000";

  private final Jdk jdk = Jdks.need(17);

  @Test
  void aHigherQuotaServes() throws Exception {
    Duration period = Duration.ofSeconds(1);
    String sentence = ofQuota(Duration.ofMillis(10), period, "cpu_starvation");
    assertTrue(sentence.contains("Raise the CPU limit of the container"), sentence);
    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals("", ofQuota(period.multipliedBy(cores), period, ""));
  }

  /** Threads that compute take all that is allowed. */
  private String ofQuota(Duration quota, Duration period, String cause) throws Exception {
    try (ControlGroup group = cpuGroup();
        CauseRun scenario = start(quota, jvm().launchedBy(group.launcher()), "spin", "4");
        Clients clients = Clients.of(scenario, jdk)) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      group.limitCpu(quota, period);
      clients.come(LOAD);
      group.unlimitCpu();
      scenario.command("end");
      return told(scenario, cause);
    }
  }

  private AgentJvm.Builder jvm() {
    return AgentJvm.on(jdk).unverified().agent(AGENT);
  }

  private CauseRun start(Object amount, AgentJvm.Builder builder, String trouble, String size)
      throws Exception {
    return CauseRun.startPlainLoop(
        "remedy " + trouble + " " + amount, jdk, builder, "500", trouble, size);
  }

  /** The line's sentence; empty if no incident is wanted, and there was none. */
  private static String told(CauseRun scenario, String cause) throws Exception {
    if (cause.isEmpty()) {
      scenario.assertNoIncident();
      return "";
    }
    return scenario.assertCause(cause).sentence();
  }

  private static ControlGroup cpuGroup() {
    try {
      return ControlGroup.create("cpu");
    } catch (IOException e) {
      throw Missing.skip("A CPU quota", e.toString());
    }
  }
}
