package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Listeners that live for about a millisecond, such as FTP's for data, are gone before they are
 * polled; far more of them close between two exports than are kept one by one. None of their
 * accepts is missing from what a collector got, and none is counted twice.
 */
@Execution(ExecutionMode.CONCURRENT)
class ShortLivedListenersIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** One connection to each. */
  private static final int LISTENERS = 3_000;

  /** Those after the last export: so few that they are over long before the next one. */
  private static final int LAST_LISTENERS = 20;

  /** Those in main's first line, before the agent is ready. */
  private static final int FIRST_LISTENERS = 20;

  /** Of the 1,500 ms that the agent has for its last export. */
  private static final long TAKEN_MILLIS = 1_000;

  /** Of the 150 ms that the JVM's end waits for the last poll, at a time. */
  private static final long LOOKS_MILLIS = 40;

  private static final int RUNS_MAX = 5;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    Collector.need();
  }

  static Stream<Arguments> jdksAndTemporalities() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, "delta"), Arguments.of(jdk, "cumulative")));
  }

  @ParameterizedTest
  @MethodSource("jdksAndTemporalities")
  void allTheirAcceptsAreExported(Jdk jdk, String temporality) throws Exception {
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = start(jdk, temporality, "1000", collector)) {
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("churn " + LISTENERS);
      jvm.awaitStdout("^CHURNED", SOON);
      awaitAccepted(LISTENERS, collector, temporality, jvm);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(LISTENERS, accepted(collector, temporality));
    }
  }

  /** They are closed before the agent could ask for their addresses. */
  @ParameterizedTest
  @MethodSource("jdksAndTemporalities")
  void theFirstOnesAreExported(Jdk jdk, String temporality) throws Exception {
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm =
            builder(jdk, temporality, "500", collector)
                .jvmArgs("-Dexample.first=" + FIRST_LISTENERS)
                .start()) {
      StartLine.assertWatchesAllPaths(jvm);
      awaitAccepted(FIRST_LISTENERS, collector, temporality, jvm);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(FIRST_LISTENERS, accepted(collector, temporality));
    }
  }

  /** The JVM ends at once after the last of them, long before the next export. */
  @ParameterizedTest
  @MethodSource("jdksAndTemporalities")
  void theLastOnesAreExportedAtTheEnd(Jdk jdk, String temporality) throws Exception {
    int run = 1;
    while (!areExportedAtTheEnd(
        jdk, temporality, Files.createDirectory(folder.resolve("run " + run)))) {
      run++;
      assertTrue(run <= RUNS_MAX, "the machine stands still at each end");
    }
  }

  /**
   * @return false if the machine stood still for so long at the end that the export may be lost,
   *     because no JVM waits for it any longer
   */
  private static boolean areExportedAtTheEnd(Jdk jdk, String temporality, Path folder)
      throws Exception {
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = start(jdk, temporality, "4000", collector)) {
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("churn " + LISTENERS);
      jvm.awaitStdout("^CHURNED", SOON);
      // The exporter is loaded after the first accept.
      Await.until("an export", SOON, () -> !collector.exports().isEmpty());
      jvm.send("churn " + LAST_LISTENERS);
      Await.until("the last ones", SOON, () -> churned(jvm) == 2);
      Stalls stalls = new Stalls();
      try (stalls) {
        jvm.send("quit");
        assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      }
      if (stalls.longestMillis() > LOOKS_MILLIS || stalls.millis() > TAKEN_MILLIS) {
        return false;
      }
      awaitAccepted(LISTENERS + LAST_LISTENERS, collector, temporality, jvm);
      return true;
    }
  }

  private static long churned(AgentJvm jvm) {
    return jvm.stdout().lines().stream().filter(line -> line.startsWith("CHURNED")).count();
  }

  private static AgentJvm start(
      Jdk jdk, String temporality, String intervalMillis, Collector collector) {
    return builder(jdk, temporality, intervalMillis, collector).start();
  }

  private static AgentJvm.Builder builder(
      Jdk jdk, String temporality, String intervalMillis, Collector collector) {
    return AgentJvm.on(jdk)
        .agent("log=stderr,warn.wait=60s")
        .main("example.measure.ManyListeners", Workspace.programs())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
        .env("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporality)
        .env("OTEL_METRIC_EXPORT_INTERVAL", intervalMillis);
  }

  /** Waits until so many are exported, and fails if it is one more. */
  private static void awaitAccepted(
      long number, Collector collector, String temporality, AgentJvm jvm) throws Exception {
    long[] exported = {0};
    // The collector writes what it got a moment later.
    Await.until(
        SOON,
        () -> {
          exported[0] = accepted(collector, temporality);
          return exported[0] >= number;
        },
        () -> jvm.failure("exported " + exported[0] + " of " + number));
    assertEquals(number, exported[0]);
  }

  /** What all exports add up to. */
  private static long accepted(Collector collector, String temporality) throws IOException {
    long added = 0;
    Map<List<?>, Long> latest = new HashMap<>();
    for (ResourceMetrics export : collector.exports()) {
      for (Metric metric : Collector.metricsIn(export)) {
        if (metric.getName().equals("acceptlag.connection.accepted")) {
          for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
            List<KeyValue> listener = point.getAttributesList();
            added += point.getAsInt();
            // A port may come again, as another series.
            latest.put(List.of(listener, point.getStartTimeUnixNano()), point.getAsInt());
          }
        }
      }
    }
    return temporality.equals("delta")
        ? added
        : latest.values().stream().mapToLong(Long::longValue).sum();
  }
}
