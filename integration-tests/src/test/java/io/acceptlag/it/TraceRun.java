package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.it.TraceRow.By;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One server under both agents, which exports to a real collector. It is stopped, so that two
 * connections wait; each has two requests.
 */
final class TraceRun {
  static final String WAIT = "acceptlag.wait.duration";
  static final Duration STARTS = Duration.ofMinutes(5);
  static final Duration SOON = Duration.ofSeconds(90);
  static final Duration HELD = Duration.ofMillis(1_200);

  private final TraceRow row;
  private final Path folder;
  private @Nullable SSLContext tls;

  TraceRun(TraceRow row, Path folder) {
    this.row = row;
    this.folder = folder;
  }

  void theFirstRequestOfEachConnectionSaysWhatItHasWaited() throws Exception {
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm = server(collector)) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", STARTS).group(1));
      jvm.awaitLog("start", line -> line.sentence().contains("telemetry through the"), STARTS);
      List<Integer> clients = new ArrayList<>();
      if (row.by() == By.PROXY) {
        try (HttpProxy proxy = HttpProxy.start(port, folder)) {
          visitThroughProxy(jvm, proxy.port(), clients);
        }
      } else {
        visit(jvm, port, clients);
      }
      assertRight(collector, clients);
    }
  }

  private AgentJvm server(Collector collector) throws Exception {
    AgentJvm.Builder builder =
        exporting(row.server().on(Jdks.need(row.jdk()), folder), collector)
            .agent("")
            .agent(row.openTelemetryAgent(), "")
            .jvmArgs(
                "-Dotel.javaagent.extensions=" + Workspace.openTelemetryExtension(),
                "-Dnetty.codec=true");
    if (row.by() == By.PROXY) {
      // The request comes with the connection: the agent's own delay leaves time for a poll.
      builder.env("OTEL_BSP_SCHEDULE_DELAY", "5000");
    }
    if (row.by().isHttp2()) {
      builder.env("SERVER_HTTP2_ENABLED", "true");
    }
    if (row.by().isTls()) {
      Path keys = Keystore.create(folder.resolve("keys"));
      tls = Keystore.trusting(keys);
      builder
          .env("SERVER_SSL_KEY_STORE", keys.toString())
          .env("SERVER_SSL_KEY_STORE_TYPE", "PKCS12")
          .env("SERVER_SSL_KEY_STORE_PASSWORD", "changeit");
    }
    return builder.start();
  }

  /** What the tests of request spans have in common. */
  static AgentJvm.Builder exporting(AgentJvm.Builder builder, Collector collector) {
    return builder
        .unverified()
        .expectTrouble()
        // Its own: it appends to the boot path, and an older one calls Unsafe.
        .expect("Sharing is only supported for boot loader classes", "^WARNING: .*")
        .env("ACCEPTLAG_LOG", "stderr")
        // Below HELD, and above what a busy machine takes to accept a connection.
        .env("ACCEPTLAG_WARN_WAIT", "1s")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
        .env("OTEL_SERVICE_NAME", "shop")
        .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .env("OTEL_BSP_SCHEDULE_DELAY", "1000")
        .env("OTEL_BLRP_SCHEDULE_DELAY", "200");
  }

  private void visit(AgentJvm jvm, int port, List<Integer> clients) throws Exception {
    InetSocketAddress address = Loopback.ipv4(port);
    try (Socket prompt = new Socket()) {
      prompt.connect(address);
      client(prompt).request("prompt");
    }
    try (HeldConnections held = HeldConnections.hold(jvm, Collections.nCopies(2, address), HELD)) {
      // A span that is exported before the next poll has no incident to link to yet.
      jvm.awaitLog("end", line -> line.is("recovered") && line.isOf(port), SOON);
      for (int i = 0; i < 2; i++) {
        Socket socket = held.to(port).get(i).socket();
        clients.add(socket.getLocalPort());
        RequestClient client = client(socket);
        client.request("slow" + i);
        client.request("again" + i);
      }
    }
  }

  /** It connects for a request only, so that comes before the wait. */
  private void visitThroughProxy(AgentJvm jvm, int front, List<Integer> clients) throws Exception {
    try (Socket prompt = new Socket();
        Socket first = new Socket();
        Socket second = new Socket()) {
      prompt.connect(Loopback.ipv4(front));
      client(prompt).request("prompt");
      jvm.signal("STOP");
      List<Http1Client> waiting = new ArrayList<>();
      for (Socket socket : List.of(first, second)) {
        socket.connect(Loopback.ipv4(front));
        socket.setSoTimeout((int) SOON.toMillis());
        clients.add(socket.getLocalPort());
        Http1Client client = new Http1Client(socket);
        client.send("slow" + waiting.size());
        waiting.add(client);
      }
      Thread.sleep(HELD.toMillis());
      jvm.signal("CONT");
      for (int i = 0; i < 2; i++) {
        waiting.get(i).awaitAnswer();
        waiting.get(i).request("again" + i);
      }
    }
  }

  private RequestClient client(Socket socket) throws IOException {
    socket.setSoTimeout((int) SOON.toMillis());
    Socket used = tls == null ? socket : encrypted(tls, socket);
    return row.by().isHttp2() ? new Http2Client(used, row.by() == By.GRPC) : new Http1Client(used);
  }

  private Socket encrypted(SSLContext context, Socket socket) throws IOException {
    SSLSocket encrypted =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 443, true);
    String protocol = row.by().isHttp2() ? "h2" : "http/1.1";
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    if (row.by().isHttp2()) {
      assertEquals(protocol, encrypted.getApplicationProtocol());
    }
    return encrypted;
  }

  private void assertRight(Collector collector, List<Integer> clients) throws Exception {
    for (int i = 0; i < 2; i++) {
      Span slow = awaitRequest(collector, "slow" + i);
      assertWaited(collector, slow);
      long peer = (long) Spans.attributes(slow).get("network.peer.port");
      long client = clients.get(i);
      if (row.by() == By.PROXY) {
        assertNotEquals(client, peer, slow::toString);
      } else {
        assertEquals(client, peer, slow::toString);
      }
    }
    for (String name : List.of("prompt", "again0", "again1")) {
      assertWaitedNot(awaitRequest(collector, name));
    }
  }

  /** It is linked to the incident, which a busy machine may not have let be the only one. */
  static Span assertWaited(Collector collector, Span slow) throws Exception {
    Object said = Spans.attributes(slow).get(WAIT);
    assertTrue(said instanceof Double wait && wait >= 1.1 && wait < 30, slow::toString);
    assertEquals(1, slow.getLinksCount(), slow::toString);
    Span.Link link = slow.getLinks(0);
    return collector.awaitSpan(
        "incident that is linked",
        span ->
            span.getName().equals("accept incident")
                && span.getSpanId().equals(link.getSpanId())
                && span.getTraceId().equals(link.getTraceId()),
        SOON);
  }

  static void assertWaitedNot(Span other) {
    assertNull(Spans.attributes(other).get(WAIT), other::toString);
    assertEquals(0, other.getLinksCount(), other::toString);
  }

  /**
   * @param name of its path's query, or of its method
   */
  static Span awaitRequest(Collector collector, String name) throws Exception {
    return collector.awaitSpan(
        "request " + name,
        span ->
            span.getKind() == SpanKind.SPAN_KIND_SERVER
                && (name.equals(Spans.attributes(span).get("url.query"))
                    || span.getName().endsWith("/" + name)),
        SOON);
  }
}
