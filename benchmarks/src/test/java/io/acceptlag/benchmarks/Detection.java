package io.acceptlag.benchmarks;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the moment a connection begins to wait for a stuck acceptor to the warning; and from the
 * moment the acceptor is let go to the spans, since both kinds end, and are exported, only then.
 */
final class Detection implements Part {
  private static final int TIMES = 20;
  private static final int TIMES_EXPORTED = 5;
  private static final long WARN_WAIT_MILLIS = 200;
  private static final long POLL_MILLIS = 100;

  /**
   * Of OpenTelemetry's batches of spans: its default, and a short one that leaves the agent's part.
   */
  private static final int[] BATCH_MILLIS = {5_000, 100};

  /** Milliseconds from the beginning of the wait to the warning, and from its end to the spans. */
  private record Delays(double warning, double waitSpan, double incidentSpan) {}

  @Override
  public String title() {
    return "Detection";
  }

  @Override
  public String measure() throws Exception {
    Table warned =
        new Table(
            1,
            "Java",
            "median, ms",
            "longest of "
                + TIMES
                + ", ms (to reach: "
                + (WARN_WAIT_MILLIS + 2 * POLL_MILLIS)
                + ")");
    for (Jvm jvm : Jvm.all()) {
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        // A listener that relapses is told of less and less often, so each time it is a new one.
        try (Program server = start(jvm, Map.of())) {
          millis.add(stick(server, null).warning);
        }
      }
      warned.row(jvm.fullVersion(), Math.round(Ratios.median(millis)), longest(millis));
    }
    return warned
        + "\nwarn.wait is "
        + WARN_WAIT_MILLIS
        + " ms, and a poll comes each "
        + POLL_MILLIS
        + " ms.\n\n"
        + exported()
        + "\nA span is exported when it has ended. That of a connection's wait ends when the connection is accepted, that\n"
        + "of the incident after a second (1 s) without trouble. So these are counted from the moment the acceptor,\n"
        + "stuck for 2 s, is let go, to the arrival at a collector. The SDK sends a batch of spans each 5 s unless\n"
        + "OTEL_BSP_SCHEDULE_DELAY says otherwise, which is the most of it.\n";
  }

  private static String exported() throws Exception {
    Table table =
        new Table(
            2,
            "Java",
            "a batch of spans each, ms",
            "to the span \"accept wait\": median, ms",
            "longest of " + TIMES_EXPORTED,
            "to the span \"accept incident\": median, ms",
            "longest of " + TIMES_EXPORTED);
    try (Collector collector = Collector.start()) {
      for (Jvm jvm : Jvm.all()) {
        for (int batchMillis : BATCH_MILLIS) {
          Map<String, String> environment =
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  collector.endpoint(),
                  "OTEL_BSP_SCHEDULE_DELAY",
                  Integer.toString(batchMillis));
          List<Double> waits = new ArrayList<>();
          List<Double> incidents = new ArrayList<>();
          for (int i = 0; i < TIMES_EXPORTED; i++) {
            try (Program server = start(jvm, environment)) {
              Delays delays = stick(server, collector);
              waits.add(delays.waitSpan);
              incidents.add(delays.incidentSpan);
            }
          }
          table.row(
              jvm.fullVersion(),
              batchMillis,
              Math.round(Ratios.median(waits)),
              longest(waits),
              Math.round(Ratios.median(incidents)),
              longest(incidents));
        }
      }
    }
    return table.toString();
  }

  private static long longest(List<Double> millis) {
    return Math.round(millis.stream().mapToDouble(each -> each).max().orElseThrow());
  }

  private static Program start(Jvm jvm, Map<String, String> environment) throws Exception {
    List<String> options =
        List.of("-javaagent:" + Agent.ACCEPTLAG.jar().toAbsolutePath() + "=log=stderr");
    return Program.start(jvm.subject(options, "TrivialServer", "stick"), environment);
  }

  /**
   * @param collector null if only the warning is waited for
   */
  private static Delays stick(Program server, Collector collector) throws Exception {
    int port = server.awaitPort();
    server.await("INFO acceptlag .* watches");
    Socket served = say(port, 'G');
    served.getInputStream().read();
    if (collector != null) {
      collector.forget();
    }
    Socket stuck = say(port, 'S');
    long startNanos = System.nanoTime();
    Socket waiting = say(port, 'G');
    long warnedNanos = server.await("event=slow").nanos();
    double waitSpan = Double.NaN;
    double incidentSpan = Double.NaN;
    if (collector != null) {
      stuck.getInputStream().read();
      long letGoNanos = System.nanoTime();
      waitSpan = (collector.awaitSpanNanos("accept wait") - letGoNanos) / 1e6;
      incidentSpan = (collector.awaitSpanNanos("accept incident") - letGoNanos) / 1e6;
    }
    for (Socket each : new Socket[] {served, stuck, waiting}) {
      each.close();
    }
    return new Delays((warnedNanos - startNanos) / 1e6, waitSpan, incidentSpan);
  }

  private static Socket say(int port, char what) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(what);
    return socket;
  }
}
