package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The credentials that many a vendor's endpoint wants, which the collector's files do not show. */
class ExportHeadersIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({
    "grpc, H2_PRIOR_KNOWLEDGE, /opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    "http/protobuf, HTTP_1_1, /v1/metrics"
  })
  void theUsersHeadersArrive(String protocol, Protocol spoken, String path) throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.setProtocols(List.of(spoken));
      server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      try (AgentJvm jvm =
          AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
              .agent("log=stderr")
              .main("example.shop.Shop", Workspace.programs())
              .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getPort())
              .env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
              .env("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret,authorization=Bearer%20token")
              .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
              .start()) {
        String port = jvm.awaitStdout("READY (\\d+)", SOON).group(1);
        StartLine.assertWatchesAllPaths(jvm);
        try (Socket client = new Socket()) {
          client.connect(Loopback.ipv4(Integer.parseInt(port)));
          RecordedRequest request = server.takeRequest(SOON.toSeconds(), TimeUnit.SECONDS);
          assertNotNull(request, jvm::toString);
          assertEquals(path, request.getUrl().encodedPath());
          assertEquals("secret", request.getHeaders().get("api-key"));
          assertEquals("Bearer token", request.getHeaders().get("authorization"));
        }
      }
    }
  }

  /** The headers would go along, to whom nobody has given them. */
  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (MockWebServer server = new MockWebServer();
        MockWebServer other = new MockWebServer()) {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      other.start(loopback, 0);
      server.start(loopback, 0);
      String there = "http://127.0.0.1:" + other.getPort();
      answer(server, 307, "Location", there + "/v1/metrics");
      try (AgentJvm jvm = shop(server)) {
        jvm.awaitStderr("WARN .*HTTP 307 redirects to " + there + ", which is not followed", SOON);
        assertEquals(0, other.getRequestCount(), jvm::toString);
      }
    }
  }

  @Test
  void reportsHowLongACollectorAsksToWait() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      answer(server, 429, "Retry-After", "60");
      try (AgentJvm jvm = shop(server)) {
        jvm.awaitStderr("WARN Cannot export .*: HTTP 429.*, asks to wait 60 s; ", SOON);
      }
    }
  }

  private static void answer(MockWebServer server, int code, String header, String value) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().code(code).addHeader(header, value).build();
          }
        });
  }

  private static AgentJvm shop(MockWebServer collector) throws Exception {
    AgentJvm jvm =
        AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
            .agent("log=stderr")
            .main("example.export.Exporting", Workspace.programs())
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getPort())
            .env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .env("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret")
            .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
            .start();
    jvm.awaitStdout("READY", SOON);
    return jvm;
  }
}
