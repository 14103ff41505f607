package io.acceptlag.it;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace with settings and packet filters of the test's own, the kernel's counts of
 * it, and, where wanted, a collector in it.
 */
final class OwnNetwork implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Process holder;
  private @Nullable Collector collector;

  private OwnNetwork(Process holder) {
    this.holder = holder;
  }

  /**
   * @param settings each as in {@code net.ipv4.tcp_syncookies=0}
   */
  static OwnNetwork open(List<String> settings) throws IOException {
    Missing.skipIf("Handshakes in trouble", Netns.unavailability());
    List<String> command = new ArrayList<>(Netns.launcher());
    // Ends with its input, and so with this JVM at the latest.
    command.addAll(List.of("sh", "-c", "echo READY && exec cat"));
    Process holder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    if (!"READY".equals(out.readLine())) {
      holder.destroyForcibly();
      throw new IOException("cannot open a network namespace");
    }
    OwnNetwork network = new OwnNetwork(holder);
    try {
      settings.forEach(network::set);
      return network;
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  /** For {@link AgentJvm.Builder#launchedBy}. */
  List<String> enter() {
    return List.of("nsenter", "-n", "-t", Long.toString(holder.pid()));
  }

  /**
   * Lets it export to a collector, which is started in here.
   *
   * @param wanted whether there is to be one
   */
  AgentJvm.Builder exporting(Path folder, boolean wanted, AgentJvm.Builder builder)
      throws IOException, InterruptedException {
    if (!wanted) {
      return builder;
    }
    if (!Collector.isAvailable()) {
      Missing.tell("Spans and metrics of handshakes", Collector.unavailability());
      return builder;
    }
    collector = Collector.absent(folder);
    collector.startIn(enter());
    return builder
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
        .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200");
  }

  /** Whether there is a collector. */
  boolean exports() {
    return collector != null;
  }

  /**
   * From now on such packets get lost on their way in.
   *
   * @param what in the words of nft
   */
  void lose(String what) {
    run("nft add table ip lost");
    run("nft add chain ip lost in { type filter hook input priority 0 ; }");
    run("nft add rule ip lost in " + what + " drop");
  }

  void loseNothingMore() {
    run("nft delete table ip lost");
  }

  private void run(String command) {
    List<String> words = new ArrayList<>(enter());
    words.addAll(List.of(command.split(" ", -1)));
    Missing.skipIf("Handshakes in trouble", Launcher.outcome(words));
  }

  /** A counter of TcpExt. */
  long counted(String name) throws IOException {
    return counted("net/netstat", "TcpExt:", name);
  }

  /** A counter of Tcp. */
  long snmp(String name) throws IOException {
    return counted("net/snmp", "Tcp:", name);
  }

  private long counted(String file, String group, String name) throws IOException {
    List<String> lines =
        Files.readAllLines(proc(file)).stream().filter(line -> line.startsWith(group)).toList();
    List<String> names = List.of(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf(name)]);
  }

  /** Waits until a counter of TcpExt is above that. */
  void awaitCountedMoreThan(String name, long before) throws IOException, InterruptedException {
    Await.until(name + " above " + before, SOON, () -> counted(name) > before);
  }

  SocketTable sockets() {
    return SocketTable.of(holder.pid());
  }

  /** The limit of the accept queue at that local port, as ss tells it. */
  long backlog(int port) throws IOException {
    return Long.parseLong(listeners(port).get(0).split(" +", -1)[2]);
  }

  /** Connections in the accept queues of all listeners at that local port, as ss tells it. */
  long queueLength(int port) throws IOException {
    return listeners(port).stream()
        .mapToLong(line -> Long.parseLong(line.split(" +", -1)[1]))
        .sum();
  }

  boolean listensAt(int port) throws IOException {
    return !listeners(port).isEmpty();
  }

  private List<String> listeners(int port) throws IOException {
    List<String> command = new ArrayList<>(enter());
    command.addAll(List.of("ss", "-ltnH", "sport = :" + port));
    Process ss = new ProcessBuilder(command).start();
    return new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /**
   * @param setting as in {@code net.ipv4.tcp_syncookies=0}
   */
  void set(String setting) {
    String[] pair = setting.split("=", 2);
    List<String> words = new ArrayList<>(enter());
    words.addAll(
        List.of(
            "sh", "-c", "echo \"$1\" > \"$0\"", "/proc/sys/" + pair[0].replace('.', '/'), pair[1]));
    Missing.skipIf("Handshakes in trouble", Launcher.outcome(words));
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(holder.pid()), file);
  }

  /** Waits for a span of that name, and returns its attributes. */
  Map<String, String> awaitSpan(String name, Predicate<Map<String, String>> wanted)
      throws Exception {
    Span span =
        collector()
            .awaitSpan(
                name, each -> each.getName().equals(name) && wanted.test(attributes(each)), SOON);
    return attributes(span);
  }

  private static Map<String, String> attributes(Span span) {
    return span.getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> text(pair.getValue())));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(OwnNetwork::text)
              .collect(Collectors.joining(","));
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.getStringValue();
    };
  }

  /** Waits until a counter or a gauge is exported that adds up to this. */
  void awaitMetric(String name, long total) throws InterruptedException {
    await(
        name,
        total,
        () ->
            exported(name)
                .flatMap(
                    metric ->
                        Stream.concat(
                            metric.getSum().getDataPointsList().stream(),
                            metric.getGauge().getDataPointsList().stream()))
                .mapToLong(NumberDataPoint::getAsInt)
                .sum());
  }

  /** Waits until a histogram is exported with so many in it. */
  void awaitCount(String name, long count) throws InterruptedException {
    await(
        name,
        count,
        () ->
            exported(name)
                .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                .mapToLong(HistogramDataPoint::getCount)
                .sum());
  }

  private static void await(String what, long wanted, LongSupplier figure)
      throws InterruptedException {
    Await.until(
        SOON,
        () -> figure.getAsLong() == wanted,
        () ->
            new AssertionError(
                what + " does not become " + wanted + ", it is " + figure.getAsLong()));
  }

  private Stream<Metric> exported(String name) {
    try {
      List<ResourceMetrics> exports = collector().exports();
      return exports.isEmpty()
          ? Stream.empty()
          : Collector.metricsIn(exports.get(exports.size() - 1)).stream()
              .filter(metric -> metric.getName().equals(name));
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private Collector collector() {
    if (collector == null) {
      throw new IllegalStateException("there is no collector");
    }
    return collector;
  }

  @Override
  public void close() {
    if (collector != null) {
      collector.close();
    }
    holder.destroyForcibly();
  }
}
