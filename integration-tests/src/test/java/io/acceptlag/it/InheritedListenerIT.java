package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One socket is one listener, by however many descriptors it is accepted from. */
class InheritedListenerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @BeforeAll
  static void prepare() throws Exception {
    Collector.need();
  }

  /** Standard input, the duplicate that the JDK makes of it, and two more. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void fourDescriptorsOfOneSocket(Jdk jdk, @TempDir Path folder) throws Exception {
    Path launcher = folder.resolve("launcher");
    Missing.skipIf("An inherited listener", InheritedListener.compile(launcher));
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = start(jdk, launcher, collector)) {
      jvm.awaitStdout("^ALL listeners=1 accepted=3 queue=4$", SOON);
      jvm.awaitStdout("^ONE_CLOSED listeners=1 accepted=4 queue=3$", SOON);
      jvm.awaitStdout("^END", SOON);
      String once = "accepted [4], waits [4], queue [3]";
      Await.until(
          SOON,
          () -> exported(collector).equals(once),
          () -> jvm.failure("the collector has " + exported(collector)));
      // What is counted twice may come later.
      int exports = collector.exports().size();
      Await.until("one more export", SOON, () -> collector.exports().size() > exports);
      assertEquals(once, exported(collector));
    }
  }

  private static AgentJvm start(Jdk jdk, Path launcher, Collector collector) {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .launchedBy(List.of(launcher.toString()))
            .agent("log=stderr,warn.wait=60s")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
            .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
            .main("example.inherited.Duplicates", Workspace.programs())
            .args(InheritedListener.DUPLICATES.toArray(String[]::new));
    if (jdk.version() > 8) {
      builder.jvmArgs("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }
    return builder.start();
  }

  /** Of the last export, with a number for each series. */
  private static String exported(Collector collector) {
    List<ResourceMetrics> exports = exports(collector);
    List<Metric> last =
        exports.isEmpty() ? List.of() : Collector.metricsIn(exports.get(exports.size() - 1));
    return "accepted "
        + series(last, "acceptlag.connection.accepted")
        + ", waits "
        + series(last, "acceptlag.wait.duration")
        + ", queue "
        + series(last, "acceptlag.queue.length");
  }

  private static List<ResourceMetrics> exports(Collector collector) {
    try {
      return collector.exports();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Long> series(List<Metric> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(
            metric ->
                Stream.concat(
                    metric.getSum().getDataPointsList().stream().map(NumberDataPoint::getAsInt),
                    metric.getHistogram().getDataPointsList().stream()
                        .map(HistogramDataPoint::getCount)))
        .toList();
  }
}
