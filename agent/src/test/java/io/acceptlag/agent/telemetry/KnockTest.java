package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.acceptlag.agent.config.TelemetryMode;
import io.acceptlag.agent.telemetry.quiet.QuietProxySelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnockTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String OF_METRICS = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

  /** On a busy machine one may take longer than the end of a JVM would wait. */
  private static final int KNOCKS = 20;

  @BeforeEach
  void thereIsNoProxy() {
    assumeTrue(QuietProxySelector.getDefault() == null, "a proxy is set");
  }

  @Test
  void whereNobodyListensItIsRefused() throws Exception {
    awaitRefused(Map.of(ENDPOINT, at(unused())));
  }

  @Test
  void whereSomebodyListensItIsNot() throws Exception {
    try (ServerSocket listener = listen()) {
      assertFalse(refuses(Map.of(ENDPOINT, at(listener.getLocalPort()))));
    }
  }

  @Test
  void allCollectorsMustRefuse() throws Exception {
    String nobody = at(unused());
    try (ServerSocket listener = listen()) {
      String somebody = at(listener.getLocalPort());

      assertFalse(refuses(Map.of(ENDPOINT, nobody, OF_METRICS, somebody)));
      assertFalse(refuses(Map.of(ENDPOINT, somebody, OF_METRICS, nobody)));
    }
    awaitRefused(Map.of(ENDPOINT, nobody, OF_METRICS, at(unused())));
  }

  @Test
  void aNameThatIsNotKnownDoesNotRefuse() throws Exception {
    String name = "no.such.host.invalid.";
    assertThrows(UnknownHostException.class, () -> InetAddress.getByName(name));

    assertFalse(refuses(Map.of(ENDPOINT, "http://" + name + ":4318")));
  }

  private static void awaitRefused(Map<String, String> variables) throws InterruptedException {
    boolean refused = false;
    for (int i = 0; i < KNOCKS && !refused; i++) {
      refused = refuses(variables);
    }
    assertTrue(refused);
  }

  private static boolean refuses(Map<String, String> variables) throws InterruptedException {
    return Destination.of(TelemetryMode.AUTO, property -> null, variables::get).refuses();
  }

  private static String at(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static int unused() throws IOException {
    try (ServerSocket listener = listen()) {
      return listener.getLocalPort();
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, LOOPBACK);
  }
}
