package io.acceptlag.benchmarks;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** From the moment a connection begins to wait for a stuck acceptor to the warning. */
final class Detection implements Part {
  private static final int TIMES = 20;
  private static final long WARN_WAIT_MILLIS = 200;
  private static final long POLL_MILLIS = 100;

  @Override
  public String title() {
    return "Detection";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            "Java",
            "median, ms",
            "longest of "
                + TIMES
                + ", ms (to reach: "
                + (WARN_WAIT_MILLIS + 2 * POLL_MILLIS)
                + ")");
    for (Jvm jvm : Jvm.all()) {
      List<Double> millis = new ArrayList<>();
      List<String> options =
          List.of("-javaagent:" + Agent.ACCEPTLAG.jar().toAbsolutePath() + "=log=stderr");
      for (int i = 0; i < TIMES; i++) {
        // A listener that relapses is told of less and less often, so each time it is a new one.
        try (Program server = Program.start(jvm.subject(options, "TrivialServer", "stick"))) {
          millis.add(detect(server));
        }
      }
      table.row(
          jvm.fullVersion(),
          Math.round(Ratios.median(millis)),
          Math.round(millis.stream().mapToDouble(each -> each).max().orElseThrow()));
    }
    return table
        + "\nwarn.wait is "
        + WARN_WAIT_MILLIS
        + " ms, and a poll comes each "
        + POLL_MILLIS
        + " ms.\n";
  }

  private static double detect(Program server) throws Exception {
    int port = server.awaitPort();
    server.await("INFO acceptlag .* watches");
    Socket served = say(port, 'G');
    served.getInputStream().read();
    Socket stuck = say(port, 'S');
    long startNanos = System.nanoTime();
    Socket waiting = say(port, 'G');
    long warnedNanos = server.await("event=slow").nanos();
    for (Socket each : new Socket[] {served, stuck, waiting}) {
      each.close();
    }
    return (warnedNanos - startNanos) / 1e6;
  }

  private static Socket say(int port, char what) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(what);
    return socket;
  }
}
