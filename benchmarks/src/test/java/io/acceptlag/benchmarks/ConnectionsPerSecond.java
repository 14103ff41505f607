package io.acceptlag.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connections that a server takes in a second, one for each request. Servers without and with the
 * agent run at the same time and get the load in turn, so that a machine whose speed drifts does
 * not decide. A second one without is the control.
 */
final class ConnectionsPerSecond implements Part {
  private static final int PAIRS = 12;
  private static final long WARM_UP_MILLIS = 4_000;
  private static final long COUNTED_MILLIS = 1_000;
  private static final int ANSWER_MILLIS = 20_000;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @Override
  public String title() {
    return "Connections per second";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            "server, Java 17",
            "connections/s without",
            "with acceptlag / without (to reach: median 0.99)",
            "without / without",
            "with the OpenTelemetry javaagent / without");
    Jvm jvm = Jvm.of(17);
    Map<String, Command> servers = new LinkedHashMap<>();
    servers.put("ServerSocket", options -> jvm.subject(options, "TrivialServer", "serve"));
    servers.put("Tomcat 11", options -> jvm.server(options, "tomcat11", "nio"));
    servers.put("Jetty 12", options -> jvm.server(options, "jetty12"));
    servers.put("Netty 4.1 NIO", options -> jvm.server(options, "netty41", "nio"));
    servers.put("Netty 4.1 epoll", options -> jvm.server(options, "netty41", "epoll"));
    for (Map.Entry<String, Command> server : servers.entrySet()) {
      compare(server.getKey(), server.getValue(), table);
    }
    return table
        + "\nMedian of "
        + PAIRS
        + " pairs (lowest to highest); one client thread, loopback, a second a time.\n";
  }

  private interface Command {
    List<String> with(List<String> options);
  }

  private static void compare(String name, Command command, Table table) throws Exception {
    List<Agent> agents = List.of(Agent.NONE, Agent.ACCEPTLAG, Agent.NONE, Agent.OPENTELEMETRY);
    List<Program> programs = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (Agent agent : agents) {
        Program program = Program.start(command.with(agent.options()));
        programs.add(program);
        ports.add(program.awaitPort());
      }
      for (int port : ports) {
        perSecond(port, WARM_UP_MILLIS);
      }
      List<Double> without = new ArrayList<>();
      List<Ratios> ratios = List.of(new Ratios(), new Ratios(), new Ratios());
      for (int pair = 0; pair < PAIRS; pair++) {
        double bare = perSecond(ports.get(0), COUNTED_MILLIS);
        without.add(bare);
        for (int i = 1; i < ports.size(); i++) {
          ratios.get(i - 1).add(perSecond(ports.get(i), COUNTED_MILLIS), bare);
        }
      }
      table.row(
          name,
          Math.round(Ratios.median(without)),
          ratios.get(0).text(),
          ratios.get(1).text(),
          ratios.get(2).text());
    } finally {
      programs.forEach(Program::close);
    }
  }

  static double perSecond(int port, long millis) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    byte[] answer = new byte[1024];
    long startNanos = System.nanoTime();
    long endNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    long count = 0;
    while (System.nanoTime() - endNanos < 0) {
      try (Socket socket = new Socket()) {
        // Its end is a reset, so that no port stays in TIME_WAIT.
        socket.setSoLinger(true, 0);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.connect(server);
        socket.getOutputStream().write(REQUEST);
        if (socket.getInputStream().read(answer) < 0) {
          throw new IOException("no answer");
        }
      }
      count++;
    }
    return count * 1e9 / (System.nanoTime() - startNanos);
  }
}
