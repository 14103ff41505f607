package io.acceptlag.it;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real Prometheus that takes OTLP, on a free port of loopback, and its promtool. Both are built
 * from their Go module once, without a browser's pages and service discovery, and kept.
 */
final class Prometheus implements AutoCloseable {
  private static final String VERSION = "0.316.0";
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
    return program("promtool").unavailability();
  }

  static Path binary(String name) throws IOException, InterruptedException {
    return program(name).binary();
  }

  /** What mixins are built with. */
  static Path jsonnet() throws IOException, InterruptedException {
    return new GoProgram("github.com/google/go-jsonnet/cmd/jsonnet", "0.20.0").binary();
  }

  private static GoProgram program(String name) {
    return new GoProgram(
        "github.com/prometheus/prometheus/cmd/" + name, VERSION, "-tags=remove_all_sd");
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
    int port = FreePort.next();
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
