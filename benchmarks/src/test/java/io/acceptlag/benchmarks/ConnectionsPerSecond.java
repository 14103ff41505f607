package io.acceptlag.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that a server takes in a second, one for each request. Servers without and with the
 * agent run at the same time and get the load in turn, so that a machine whose speed drifts does
 * not decide. A second one without is the control.
 */
final class ConnectionsPerSecond implements Part {
  private static final int PAIRS = 12;
  private static final long WARM_UP_MILLIS = 4_000;
  private static final long COUNTED_MILLIS = 1_000;
  private static final List<Agent> AGENTS =
      List.of(Agent.NONE, Agent.ACCEPTLAG, Agent.NONE, Agent.OPENTELEMETRY);

  @Override
  public String title() {
    return "Connections per second";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            1,
            "server, Java 17",
            "connections/s without",
            "with acceptlag / without (to reach: median 0.99)",
            "without / without",
            "with the OpenTelemetry javaagent / without",
            "with an eBPF script / without");
    String whyNoScript = whyNoScript();
    Jvm jvm = Jvm.of(17);
    for (Server server : Server.values()) {
      compare(jvm, server, whyNoScript.isEmpty(), table);
    }
    return table
        + "\nMedian of "
        + PAIRS
        + " pairs (lowest to highest). One client thread, loopback, a second for each, 50 ms at a time in turn.\n"
        + "The script takes longer to attach, so it has a second at once. "
        + aboutScript(whyNoScript);
  }

  private static String aboutScript(String whyNoScript) {
    return whyNoScript.isEmpty()
        ? """
          The script is
          bpftrace's, of two tracepoints: how long after its handshake each connection of this machine is accepted.
          """
        : "An eBPF\nscript that measures accepts could not run here: " + whyNoScript + "\n";
  }

  /** Empty where it can run. */
  private static String whyNoScript() throws InterruptedException {
    try {
      AcceptLatencyScript.attach().close();
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static void compare(Jvm jvm, Server server, boolean script, Table table)
      throws Exception {
    List<Program> programs = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (Agent agent : AGENTS) {
        Program program = Program.start(server.command(jvm, agent.options()));
        programs.add(program);
        ports.add(program.awaitPort());
      }
      for (int port : ports) {
        Client.perSecond(port, WARM_UP_MILLIS);
      }
      List<Double> without = new ArrayList<>();
      List<Ratios> ratios = List.of(new Ratios(), new Ratios(), new Ratios());
      Ratios scripted = new Ratios();
      for (int pair = 0; pair < PAIRS; pair++) {
        List<Double> rates = Client.perSecondInTurn(ports, COUNTED_MILLIS);
        double bare = rates.get(0);
        without.add(bare);
        for (int i = 1; i < ports.size(); i++) {
          ratios.get(i - 1).add(rates.get(i), bare);
        }
        if (script) {
          scripted.add(perSecondWithScript(ports.get(0)), bare);
        }
      }
      table.row(
          server.words(),
          Math.round(Ratios.median(without)),
          ratios.get(0).text(),
          ratios.get(1).text(),
          ratios.get(2).text(),
          script ? scripted.text() : "");
    } finally {
      programs.forEach(Program::close);
    }
  }

  private static double perSecondWithScript(int port) throws Exception {
    try (AcceptLatencyScript script = AcceptLatencyScript.attach()) {
      double perSecond = Client.perSecond(port, COUNTED_MILLIS);
      script.awaitFirstWait();
      return perSecond;
    }
  }
}
