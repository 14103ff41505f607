package io.acceptlag.it;

import static io.acceptlag.it.TraceRun.SOON;
import static io.acceptlag.it.TraceRun.STARTS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Spring Boot with tracing of its own, and one jar of ours among its dependencies: its traces say
 * what a request's connection has waited.
 */
@Execution(ExecutionMode.CONCURRENT)
class SpringTraceIT {
  @ParameterizedTest(name = "{0}, JDK {1}")
  @CsvSource({"springboot3traced, 17", "springboot4traced, 25"})
  void itsOwnTracesSayWhatARequestHasWaited(String server, int version, @TempDir Path folder)
      throws Exception {
    Missing.skipIf("traces of requests", Collector.unavailability());
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm = start(server, Jdks.need(version), collector, folder)) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", STARTS).group(1));
      jvm.awaitLog("meeting", line -> line.sentence().contains("own traces"), STARTS);
      InetSocketAddress address = Loopback.ipv4(port);
      try (Socket prompt = new Socket()) {
        prompt.connect(address);
        // Names are milliseconds: Spring's spans show the path without its query.
        client(prompt).request("1");
      }
      int peer;
      try (HeldConnections held =
          HeldConnections.hold(jvm, Collections.nCopies(1, address), TraceRun.HELD)) {
        // A span that is exported before the next poll has no incident to link to yet.
        jvm.awaitLog("end", line -> line.is("recovered") && line.isOf(port), SOON);
        Socket slow = held.to(port).get(0).socket();
        peer = slow.getLocalPort();
        client(slow).request("2");
        client(slow).request("3");
      }
      Span slow = awaitRequest(collector, "2");
      TraceRun.assertWaited(collector, slow);
      assertEquals((long) peer, Spans.attributes(slow).get("network.peer.port"));
      TraceRun.assertWaitedNot(awaitRequest(collector, "1"));
      TraceRun.assertWaitedNot(awaitRequest(collector, "3"));
    }
  }

  private static RequestClient client(Socket socket) throws Exception {
    socket.setSoTimeout((int) SOON.toMillis());
    return new Http1Client(socket, "/sleep/");
  }

  private static Span awaitRequest(Collector collector, String name) throws Exception {
    return collector.awaitSpan(
        "request " + name,
        span ->
            span.getKind() == SpanKind.SPAN_KIND_SERVER
                && ("/sleep/" + name).equals(Spans.attributes(span).get("http.url")),
        SOON);
  }

  private static AgentJvm start(String server, Jdk jdk, Collector collector, Path folder) {
    String traces = collector.endpoint("http/protobuf") + "/v1/traces";
    return TraceRun.exporting(new RealServer(server, "", 17).on(jdk, folder), collector)
        .agent("")
        // Boot 3, and Boot 4.
        .jvmArgs(
            "-Dmanagement.otlp.tracing.endpoint=" + traces,
            "-Dmanagement.opentelemetry.tracing.export.otlp.endpoint=" + traces)
        .start();
  }
}
