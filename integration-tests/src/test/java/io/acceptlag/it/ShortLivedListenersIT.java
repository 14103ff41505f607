package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
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
        AgentJvm jvm =
            AgentJvm.on(jdk)
                .agent("log=stderr,warn.wait=60s")
                .main("example.measure.ManyListeners", Workspace.programs())
                .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
                .env("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporality)
                .env("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                .start()) {
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("churn " + LISTENERS);
      jvm.awaitStdout("^CHURNED", SOON);
      // The exporter is loaded after the first accept.
      Await.until("an export", SOON, () -> !collector.exports().isEmpty());
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      long[] exported = {0};
      // The collector writes what it got a moment later.
      Await.until(
          SOON,
          () -> {
            exported[0] = accepted(collector, temporality.equals("delta"));
            return exported[0] >= LISTENERS;
          },
          () -> jvm.failure("exported " + exported[0] + " of " + LISTENERS));
      assertEquals(LISTENERS, exported[0]);
    }
  }

  /** What all exports add up to. */
  private static long accepted(Collector collector, boolean delta) throws IOException {
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
    return delta ? added : latest.values().stream().mapToLong(Long::longValue).sum();
  }
}
