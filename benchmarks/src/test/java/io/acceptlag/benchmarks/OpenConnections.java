package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** CPU time of the agent's thread while a server holds connections none of which is in trouble. */
final class OpenConnections implements Part {
  private static final int WANTED = 40_000;
  private static final int FEW = 1_000;
  private static final String READ = " read and idle";

  /** Local ports that one address of the server's leaves to its clients, and descriptors of one. */
  private static final int OF_ONE_CLIENT = 15_000;

  /** What a JVM has open besides. */
  private static final int OTHER_DESCRIPTORS = 500;

  private static final int SETTLE_SECONDS = 60;

  /** What came last is at rest by then. */
  private static final int REST_SECONDS = 5;

  private static final int COUNTED_SECONDS = 20;
  private static final double POLLS_PER_SECOND = 10;

  @Override
  public String title() {
    return "Open connections";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            2, "Java", "open connections of the server's", "µs a poll", "µs a poll / none before");
    int most = Math.min(WANTED, descriptors() - OTHER_DESCRIPTORS);
    for (Jvm jvm : List.of(Jvm.of(17), Jvm.of(25))) {
      measure(jvm, most, table);
    }
    return table
        + String.format(
            Locale.ROOT,
            """

            One server after the other, and the same one for each count; "none" once more at the end shows how much of
            it is noise. "Read" are those over which a request was answered; of the silent ones the sample is full, and
            each poll asks it. Each count is of %d s. A process may have %d descriptors here.
            """,
            COUNTED_SECONDS,
            descriptors());
  }

  private static void measure(Jvm jvm, int most, Table table) throws Exception {
    List<String> options = new ArrayList<>(SamplerCost.COMPILED_SOON);
    options.addAll(Agent.ACCEPTLAG.options());
    List<Program> clients = new ArrayList<>();
    try (Program server = Program.start(jvm.subject(options, "EchoServer"))) {
      int port = server.awaitPort();
      Thread.sleep(1000 * SETTLE_SECONDS);
      double none = pollMicros(server);
      row(table, jvm, "none", none, none);
      try {
        connect(jvm, port, FEW, false, clients);
        row(table, jvm, FEW + READ, pollMicros(server), none);
        connect(jvm, port, most - FEW, false, clients);
        row(table, jvm, most + READ, pollMicros(server), none);
        close(clients);
        connect(jvm, port, most, true, clients);
        row(table, jvm, most + " silent", pollMicros(server), none);
      } finally {
        close(clients);
      }
      row(table, jvm, "none, after these", pollMicros(server), none);
    }
  }

  private static void connect(Jvm jvm, int port, int count, boolean silent, List<Program> clients)
      throws Exception {
    for (int left = count; left > 0; left -= OF_ONE_CLIENT) {
      String address = Integer.toString(clients.size() + 1);
      String those = Integer.toString(Math.min(left, OF_ONE_CLIENT));
      Program client =
          Program.start(
              jvm.subject(
                  List.of(),
                  "IdleClients",
                  address,
                  Integer.toString(port),
                  those,
                  Boolean.toString(silent)));
      clients.add(client);
      client.await("^READY");
    }
  }

  private static void close(List<Program> clients) {
    clients.forEach(Program::close);
    clients.clear();
  }

  private static double pollMicros(Program server) throws Exception {
    Thread.sleep(1000 * REST_SECONDS);
    long before = agentNanos(server);
    long startNanos = System.nanoTime();
    Thread.sleep(1000 * COUNTED_SECONDS);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return (agentNanos(server) - before) / 1e3 / (seconds * POLLS_PER_SECOND);
  }

  private static long agentNanos(Program of) throws IOException {
    long nanos = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + of.pid() + "/task"))) {
      for (Path task : tasks.toList()) {
        if (Files.readString(task.resolve("comm")).strip().equals("acceptlag")) {
          String ran = Files.readString(task.resolve("schedstat")).split(" ", -1)[0];
          nanos += Long.parseLong(ran);
        }
      }
    }
    return nanos;
  }

  /** The limit that processes started here have. */
  private static int descriptors() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        // The second is the hard limit, to which a JVM raises its own.
        String hard = line.trim().split(" +", -1)[4];
        return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
      }
    }
    throw new IOException("no limit of open files");
  }

  private static void row(Table table, Jvm jvm, String held, double micros, double none) {
    table.row(
        jvm.fullVersion(),
        held,
        String.format(Locale.ROOT, "%.0f", micros),
        String.format(Locale.ROOT, "%.2f", micros / none));
  }
}
