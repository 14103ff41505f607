package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A real OpenTelemetry Collector with an OTLP receiver, on free ports of loopback, that writes what
 * it gets to files. It is built from its Go modules once, by the collector's own builder, and kept.
 */
final class Collector implements AutoCloseable {
  // Of one release: the first number is of the modules that are stable.
  static final String VERSION = "0.162.0";

  private static final String STABLE_VERSION = "1.68.0";
  private static final String CORE = "go.opentelemetry.io/collector/";
  private static final String CONTRIB =
      "github.com/open-telemetry/opentelemetry-collector-contrib/";

  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache/acceptlag/collector-otlphttp-" + VERSION);

  private static final Duration BUILD_BOUND = Duration.ofMinutes(15);
  private static final Duration START_BOUND = Duration.ofSeconds(20);

  private final Path folder;
  private final int grpcPort;
  private final int httpPort;
  private final String tls;
  private String forwarding = "";
  private boolean takesLogs = true;
  private Process process;

  private Collector(Path folder, int grpcPort, int httpPort, String tls) {
    this.folder = folder;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.tls = tls;
  }

  /** Skips the test where there is none; otherwise has one built, which takes minutes once. */
  static void need() throws Exception {
    Missing.skipIf("A real OpenTelemetry Collector", unavailability());
    binary();
  }

  /** The oldest JDK and the newest, with each protocol. */
  static Stream<Arguments> jdksAndProtocols() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, "grpc"), Arguments.of(jdk, "http/protobuf")));
  }

  /** Why there is none, in one line; empty if there is. */
  static String unavailability() {
    return isAvailable() ? "" : "there is no go to build it with";
  }

  /** Whether there is one already, or {@code go} to build it with. */
  static boolean isAvailable() {
    return Files.isExecutable(CACHE.resolve("collector")) || go().isPresent();
  }

  private static Optional<Path> go() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Builds it, unless that has been done: two minutes or more. */
  static synchronized Path binary() throws IOException, InterruptedException {
    Path binary = CACHE.resolve("collector");
    if (!Files.isExecutable(binary)) {
      Files.createDirectories(CACHE);
      System.out.println("Building an OpenTelemetry Collector " + VERSION + " in " + CACHE);
      // Beside its final place, so that another build never sees half of it.
      Path folder = Files.createTempDirectory(CACHE, "build");
      build(folder);
      Files.move(folder.resolve("collector"), binary, StandardCopyOption.ATOMIC_MOVE);
      delete(folder);
    }
    return binary;
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void build(Path folder) throws IOException, InterruptedException {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Files.writeString(
        folder.resolve("builder.yaml"),
        """
        dist:
          output_path: %s
        receivers:
          - gomod: %sreceiver/otlpreceiver v%s
        exporters:
          - gomod: %sexporter/fileexporter v%s
          - gomod: %sexporter/otlphttpexporter v%s
        providers:
          - gomod: %sconfmap/provider/envprovider v%s
          - gomod: %sconfmap/provider/fileprovider v%s
        """
            .formatted(
                sources,
                CORE,
                VERSION,
                CONTRIB,
                VERSION,
                CORE,
                VERSION,
                CORE,
                STABLE_VERSION,
                CORE,
                STABLE_VERSION));
    run(folder, "go", "install", CORE + "cmd/builder@v" + VERSION);
    run(
        folder,
        folder.resolve("builder").toString(),
        "--config=builder.yaml",
        "--skip-get-modules",
        "--skip-compilation");
    run(sources, "go", "mod", "init", "collector");
    run(
        sources,
        "go",
        "mod",
        "edit",
        "-require=" + CORE + "otelcol@v" + VERSION,
        "-require=" + CORE + "receiver/otlpreceiver@v" + VERSION,
        "-require=" + CORE + "exporter/otlphttpexporter@v" + VERSION,
        "-require=" + CORE + "confmap/provider/envprovider@v" + STABLE_VERSION,
        "-require=" + CORE + "confmap/provider/fileprovider@v" + STABLE_VERSION,
        "-require=" + CONTRIB + "exporter/fileexporter@v" + VERSION);
    // -e: a module that only the tests of another one want need not be had.
    run(sources, "go", "mod", "tidy", "-e");
    run(sources, "go", "build", "-ldflags=-s -w", "-o", folder.resolve("collector").toString());
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "command", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("GOBIN", folder.toString());
    builder.environment().put("CGO_ENABLED", "0");
    Process process = builder.start();
    if (!process.waitFor(BUILD_BOUND.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " takes longer than " + BUILD_BOUND);
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log));
    }
  }

  /**
   * @param folder to write to
   */
  static Collector start(Path folder) throws IOException, InterruptedException {
    Collector collector = absent(folder);
    collector.start();
    return collector;
  }

  /**
   * One that speaks TLS only.
   *
   * @param tls its settings in the collector's own words, as {@code cert_file: /some/file, …}
   */
  static Collector startTls(Path folder, String tls) throws IOException, InterruptedException {
    Collector collector = absent(folder, tls);
    collector.start();
    return collector;
  }

  /**
   * One that hands metrics on, too.
   *
   * @param endpoint takes them by OTLP over HTTP
   */
  static Collector startForwarding(Path folder, String endpoint)
      throws IOException, InterruptedException {
    Collector collector = absent(folder);
    collector.forwarding = endpoint;
    collector.start();
    return collector;
  }

  /** One that has pipelines for traces and metrics only. */
  static Collector startWithoutLogs(Path folder) throws IOException, InterruptedException {
    Collector collector = absent(folder);
    collector.takesLogs = false;
    collector.start();
    return collector;
  }

  /** One that is yet to be started. */
  static Collector absent(Path folder) throws IOException {
    return absent(folder, "");
  }

  private static Collector absent(Path folder, String tls) throws IOException {
    return new Collector(folder, FreePort.next(), FreePort.next(), tls);
  }

  void start() throws IOException, InterruptedException {
    launch(List.of());
    await(() -> isListening(grpcPort) && isListening(httpPort));
  }

  /**
   * In another network namespace, where the ports are free as well.
   *
   * @param network enters it
   */
  void startIn(List<String> network) throws IOException, InterruptedException {
    launch(network);
    await(() -> Files.readString(log()).contains("Everything is ready"));
  }

  private void launch(List<String> launcher) throws IOException, InterruptedException {
    Path config = folder.resolve("collector.yaml");
    Files.writeString(
        config,
        """
        receivers:
          otlp:
            protocols:
              grpc:
                endpoint: 127.0.0.1:%d
                %s
              http:
                endpoint: 127.0.0.1:%d
                %s
        exporters:
          file/traces:
            path: %s
            format: proto
            append: true
            flush_interval: 100ms
          file/metrics:
            path: %s
            format: proto
            append: true
            flush_interval: 100ms
          file/logs:
            path: %s
            format: proto
            append: true
            flush_interval: 100ms
          %s
        service:
          telemetry:
            metrics:
              level: none
          pipelines:
            traces:
              receivers: [otlp]
              exporters: [file/traces]
            metrics:
              receivers: [otlp]
              exporters: [file/metrics%s]
            %s
        """
            .formatted(
                grpcPort,
                tls(),
                httpPort,
                tls(),
                traces(),
                metrics(),
                logs(),
                forwarding.isEmpty() ? "" : "otlphttp: {metrics_endpoint: " + forwarding + "}",
                forwarding.isEmpty() ? "" : ", otlphttp",
                takesLogs ? "logs: {receivers: [otlp], exporters: [file/logs]}" : ""));
    List<String> command = new ArrayList<>(launcher);
    command.add(binary().toString());
    command.add("--config=" + config);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  private void await(Callable<Boolean> ready) throws IOException, InterruptedException {
    // One that has ended is not waited for.
    Await.until("the collector starts", START_BOUND, () -> !process.isAlive() || isTrue(ready));
    if (!process.isAlive()) {
      throw new IOException("the collector does not start:\n" + Files.readString(log()));
    }
  }

  private static boolean isTrue(Callable<Boolean> condition) throws IOException {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private String tls() {
    return tls.isEmpty() ? "" : "tls: {" + tls + "}";
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.ipv4(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path traces() {
    return folder.resolve("traces");
  }

  private Path metrics() {
    return folder.resolve("metrics");
  }

  private Path logs() {
    return folder.resolve("logs.pb");
  }

  private Path log() {
    return folder.resolve("collector.log");
  }

  /**
   * @param protocol as OTEL_EXPORTER_OTLP_PROTOCOL has it
   */
  String endpoint(String protocol) {
    return (tls.isEmpty() ? "http://127.0.0.1:" : "https://localhost:")
        + (protocol.equals("grpc") ? grpcPort : httpPort);
  }

  /** Waits for a span, and fails without one. */
  Span awaitSpan(String what, Predicate<Span> wanted, Duration bound) throws Exception {
    return Await.found(
        bound,
        () -> spans().stream().filter(wanted).findFirst(),
        () -> new AssertionError("no " + what + " within " + bound + " among " + told()));
  }

  private String told() {
    try {
      return spans().toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** All spans up to now. */
  List<Span> spans() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (ByteBuffer message : messages(traces())) {
      TracesData.parseFrom(message).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .map(ScopeSpans::getSpansList)
          .forEach(spans::addAll);
    }
    return spans;
  }

  /** All log records up to now. */
  List<LogRecord> logRecords() throws IOException {
    List<LogRecord> records = new ArrayList<>();
    for (ByteBuffer message : messages(logs())) {
      LogsData.parseFrom(message).getResourceLogsList().stream()
          .flatMap(resource -> resource.getScopeLogsList().stream())
          .map(ScopeLogs::getLogRecordsList)
          .forEach(records::addAll);
    }
    return records;
  }

  /** The resources of all that has come so far. */
  Set<Resource> resources() throws IOException {
    Set<Resource> resources = new HashSet<>();
    for (ByteBuffer message : messages(traces())) {
      TracesData.parseFrom(message)
          .getResourceSpansList()
          .forEach(each -> resources.add(each.getResource()));
    }
    for (ByteBuffer message : messages(logs())) {
      LogsData.parseFrom(message)
          .getResourceLogsList()
          .forEach(each -> resources.add(each.getResource()));
    }
    exports().forEach(each -> resources.add(each.getResource()));
    return resources;
  }

  /** All exports of metrics up to now, the oldest first. */
  List<ResourceMetrics> exports() throws IOException {
    List<ResourceMetrics> exports = new ArrayList<>();
    for (ByteBuffer message : messages(metrics())) {
      exports.addAll(MetricsData.parseFrom(message).getResourceMetricsList());
    }
    return exports;
  }

  static List<Metric> metricsIn(ResourceMetrics export) {
    return export.getScopeMetricsList().stream()
        .map(ScopeMetrics::getMetricsList)
        .flatMap(List::stream)
        .toList();
  }

  /** Each is preceded by its length in four bytes; the last one may not be complete yet. */
  private static List<ByteBuffer> messages(Path file) throws IOException {
    List<ByteBuffer> messages = new ArrayList<>();
    if (!Files.exists(file)) {
      return messages;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (bytes.remaining() >= 4) {
      int length = bytes.getInt();
      if (bytes.remaining() < length) {
        break;
      }
      messages.add(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
    }
    return messages;
  }

  /** Ends it as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    try {
      return "collector: " + Files.readString(log(), UTF_8);
    } catch (IOException e) {
      return "collector: " + e;
    }
  }
}
