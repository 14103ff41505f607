package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@link ConnectionsPerSecond} while an incident is open on the listener. All servers are stopped
 * now and then for so long that connections wait, which is an incident. It would recover in the
 * pauses, in which another server has its turn; but each relapse within a minute doubles the quiet
 * time that it needs, so that after a few rounds it stays open.
 */
final class ConnectionsInTrouble implements Part {
  private static final int PAIRS = 12;
  private static final int WARM_UP_ROUNDS = 5;
  private static final long COUNTED_MILLIS = 1_000;
  private static final int CLIENTS = 4;
  private static final List<String> SOON_IN_TROUBLE =
      List.of(
          "-javaagent:" + Agent.ACCEPTLAG.jar().toAbsolutePath() + "=log=stderr,warn.wait=10ms");

  @Override
  public String title() {
    return "Connections per second in trouble";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            1,
            "server, Java 17",
            "connections/s without",
            "with acceptlag / without",
            "without / without",
            "incident open in all of it");
    Jvm jvm = Jvm.of(17);
    for (Server server : Server.values()) {
      compare(jvm, server, table);
    }
    return table
        + String.format(
            Locale.ROOT,
            """

            Median of %d pairs (lowest to highest); %d client threads, loopback, a second a time. All servers are stopped
            for 20 ms twice a second, and warn.wait is 10 ms, which makes an incident. Open in all of it: by the
            agent's log it was so before the first pair, and recovered only after the last.
            """,
            PAIRS,
            CLIENTS);
  }

  private static void compare(Jvm jvm, Server server, Table table) throws Exception {
    List<List<String>> variants = List.of(List.of(), SOON_IN_TROUBLE, List.of());
    List<Program> programs = new ArrayList<>();
    Stops stops = new Stops();
    try {
      List<Integer> ports = new ArrayList<>();
      for (List<String> options : variants) {
        Program program = Program.start(server.command(jvm, options));
        programs.add(program);
        ports.add(program.awaitPort());
        stops.of(program);
      }
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        for (int port : ports) {
          Client.perSecond(port, COUNTED_MILLIS, CLIENTS);
        }
      }
      boolean open = isOpen(programs.get(1).saidSince());
      List<Double> without = new ArrayList<>();
      Ratios with = new Ratios();
      Ratios control = new Ratios();
      for (int pair = 0; pair < PAIRS; pair++) {
        double bare = Client.perSecond(ports.get(0), COUNTED_MILLIS, CLIENTS);
        without.add(bare);
        with.add(Client.perSecond(ports.get(1), COUNTED_MILLIS, CLIENTS), bare);
        control.add(Client.perSecond(ports.get(2), COUNTED_MILLIS, CLIENTS), bare);
      }
      boolean recovered = programs.get(1).saidSince().stream().anyMatch(ConnectionsInTrouble::ends);
      table.row(
          server.words(),
          Math.round(Ratios.median(without)),
          with.text(),
          control.text(),
          open && !recovered ? "yes" : "no");
    } finally {
      programs.forEach(Program::close);
      stops.close();
    }
  }

  private static boolean isOpen(List<String> log) {
    boolean open = false;
    for (String line : log) {
      open = (open || line.contains("event=")) && !ends(line);
    }
    return open;
  }

  private static boolean ends(String line) {
    return line.contains("event=recovered");
  }
}
