package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.TelemetryMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnockTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void whereNobodyListensItIsRefused() throws Exception {
    int port = unused();

    assertTrue(Knock.isRefused("127.0.0.1", port));
    assertTrue(refuses(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port)));
  }

  @Test
  void whereSomebodyListensItIsNot() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, LOOPBACK)) {
      int port = listener.getLocalPort();

      assertFalse(Knock.isRefused("127.0.0.1", port));
      assertFalse(refuses(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port)));
    }
  }

  @Test
  void whatCannotBeAskedDoesNotRefuse() throws Exception {
    assertFalse(Knock.isRefused("no.such.host.invalid", 4318));
    assertFalse(Knock.isRefused("1.2.3.4.5", 4318));
  }

  /** One of them may take what the other one refuses. */
  @Test
  void collectorsThatDifferAreNotAsked() throws Exception {
    int port = unused();

    assertFalse(
        refuses(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + port,
                "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                "http://localhost:" + port + "/v1/metrics")));
  }

  private static boolean refuses(Map<String, String> variables) throws InterruptedException {
    Destination destination = Destination.of(TelemetryMode.AUTO, property -> null, variables::get);
    assertEquals(false, destination.isNone());
    return destination.refuses();
  }

  private static int unused() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 50, LOOPBACK)) {
      return listener.getLocalPort();
    }
  }
}
