package io.acceptlag.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus that takes OTLP, on a free port of loopback, and its promtool. Both are built
 * from their Go module once, without a browser's pages and service discovery, and kept.
 */
final class Prometheus implements AutoCloseable {
  private static final String VERSION = "0.316.0";
  private static final String MODULE = "github.com/prometheus/prometheus/cmd/";
  private static final String JSONNET = "github.com/google/go-jsonnet/cmd/jsonnet@v0.20.0";
  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache/acceptlag/prometheus-" + VERSION);
  private static final Duration BUILD_BOUND = Duration.ofMinutes(20);
  private static final Duration START_BOUND = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int port;
  private Process process;

  private Prometheus(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Why there is none, in one line; empty if there is. */
  static String unavailability() {
    return Files.isExecutable(CACHE.resolve("promtool")) || Collector.isAvailable()
        ? ""
        : "there is no go to build it with";
  }

  static Path binary(String name) throws IOException, InterruptedException {
    return built(name, MODULE + name + "@v" + VERSION);
  }

  /** What mixins are built with. */
  static Path jsonnet() throws IOException, InterruptedException {
    return built("jsonnet", JSONNET);
  }

  private static synchronized Path built(String name, String module)
      throws IOException, InterruptedException {
    Path binary = CACHE.resolve(name);
    if (!Files.isExecutable(binary)) {
      Files.createDirectories(CACHE);
      System.out.println("Building " + module + " in " + CACHE);
      // Beside its final place, so that another build never sees half of it.
      Path folder = Files.createTempDirectory(CACHE, "build");
      build(folder, module);
      Files.move(folder.resolve(name), binary, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(folder.resolve("build.log"));
      Files.delete(folder);
    }
    return binary;
  }

  private static void build(Path folder, String module) throws IOException, InterruptedException {
    Path log = folder.resolve("build.log");
    ProcessBuilder builder =
        new ProcessBuilder("go", "install", "-tags", "remove_all_sd", "-ldflags=-s -w", module)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("GOBIN", folder.toString());
    builder.environment().put("CGO_ENABLED", "0");
    Process process = builder.start();
    if (!process.waitFor(BUILD_BOUND.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(module + " cannot be built:\n" + Files.readString(log));
    }
  }

  /** To which all is pushed. */
  static Prometheus start(Path folder) throws IOException, InterruptedException {
    return start(folder, "global: {}\n");
  }

  /** Which asks that port of loopback once a second, as job "shop". */
  static Prometheus scraping(Path folder, int port) throws IOException, InterruptedException {
    return start(
        folder,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: shop
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(port));
  }

  private static Prometheus start(Path folder, String settings)
      throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("prometheus.yml"), settings);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Prometheus prometheus = new Prometheus(folder, port);
    prometheus.process =
        new ProcessBuilder(
                List.of(
                    binary("prometheus").toString(),
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--web.enable-otlp-receiver"))
            .redirectErrorStream(true)
            .redirectOutput(prometheus.log().toFile())
            .start();
    Await.until(
        "Prometheus starts",
        START_BOUND,
        () -> !prometheus.process.isAlive() || prometheus.isListening());
    if (!prometheus.process.isAlive()) {
      throw new IOException("Prometheus does not start:\n" + Files.readString(prometheus.log()));
    }
    return prometheus;
  }

  private Path log() {
    return folder.resolve("prometheus.log");
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.ipv4(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** As OTEL_EXPORTER_OTLP_ENDPOINT has it. */
  String endpoint() {
    return "http://127.0.0.1:" + port + "/api/v1/otlp";
  }

  /** What the query returns now, as JSON: {@code []} if nothing. Fails if it is no query. */
  String query(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + port
                            + "/api/v1/query?query="
                            + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(query + "\n" + answer.body());
    }
    String body = answer.body();
    String result = "\"result\":";
    return body.substring(body.indexOf(result) + result.length(), body.lastIndexOf("]") + 1);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
