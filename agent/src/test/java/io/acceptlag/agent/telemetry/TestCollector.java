package io.acceptlag.agent.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;

/**
 * A collector inside the test: takes OTLP over http/protobuf or over grpc, and keeps what it got.
 */
final class TestCollector implements AutoCloseable {
  enum Mood {
    WELL,
    /** Takes requests, and never answers. */
    HANGING,
    /** Has no place for metrics, as a collector of traces has. */
    REFUSING_METRICS,
    OVERLOADED,
    REFUSING_LOGS,
    /** Fails, and explains at length, in OTLP's own form. */
    TALKATIVE
  }

  /** So many characters. */
  private static final int TALK = 20_000;

  private static final Duration BOUND = Duration.ofSeconds(20);

  final List<ResourceSpans> spans = new CopyOnWriteArrayList<>();
  final List<ResourceMetrics> metrics = new CopyOnWriteArrayList<>();
  final List<ResourceLogs> logs = new CopyOnWriteArrayList<>();
  final AtomicInteger logRequests = new AtomicInteger();
  final List<Headers> headers = new CopyOnWriteArrayList<>();
  volatile Mood mood = Mood.WELL;

  private final boolean grpc;
  private final MockWebServer server = new MockWebServer();
  private final CountDownLatch closed = new CountDownLatch(1);

  private TestCollector(String protocol, int port) {
    grpc = protocol.equals("grpc");
    server.setProtocols(List.of(grpc ? Protocol.H2_PRIOR_KNOWLEDGE : Protocol.HTTP_1_1));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return answer(request);
          }
        });
    try {
      server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param port or 0, for one that the kernel chooses
   */
  static TestCollector startOn(int port, String protocol) {
    return new TestCollector(protocol, port);
  }

  int port() {
    return server.getPort();
  }

  String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  int requests() {
    return server.getRequestCount();
  }

  private MockResponse answer(RecordedRequest request) throws InterruptedException {
    headers.add(request.getHeaders());
    String path = request.getUrl().encodedPath();
    boolean isMetrics =
        path.equals("/v1/metrics")
            || path.equals("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
    boolean isLogs =
        path.equals("/v1/logs")
            || path.equals("/opentelemetry.proto.collector.logs.v1.LogsService/Export");
    if (isLogs) {
      logRequests.getAndIncrement();
    }
    Mood now = mood;
    if (now == Mood.HANGING) {
      closed.await();
    }
    if (now == Mood.HANGING || now == Mood.OVERLOADED) {
      return refusal(503, "14");
    }
    if (now == Mood.TALKATIVE) {
      return talk();
    }
    if ((now == Mood.REFUSING_METRICS && isMetrics) || (now == Mood.REFUSING_LOGS && isLogs)) {
      return refusal(404, "12");
    }
    try {
      byte[] message = message(request);
      if (isMetrics) {
        metrics.addAll(ExportMetricsServiceRequest.parseFrom(message).getResourceMetricsList());
      } else if (isLogs) {
        logs.addAll(ExportLogsServiceRequest.parseFrom(message).getResourceLogsList());
      } else {
        spans.addAll(ExportTraceServiceRequest.parseFrom(message).getResourceSpansList());
      }
    } catch (InvalidProtocolBufferException e) {
      return refusal(400, "3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return grpc ? grpcResponse("0") : new MockResponse.Builder().code(200).build();
  }

  private byte[] message(RecordedRequest request) throws IOException {
    byte[] body = request.getBody().toByteArray();
    if (grpc) {
      // One byte of flags, four of length.
      byte[] message = new byte[body.length - 5];
      System.arraycopy(body, 5, message, 0, message.length);
      return message;
    }
    if ("gzip".equals(request.getHeaders().get("Content-Encoding"))) {
      return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return body;
  }

  private MockResponse refusal(int httpStatus, String grpcStatus) {
    return grpc ? grpcResponse(grpcStatus) : new MockResponse.Builder().code(httpStatus).build();
  }

  private MockResponse talk() {
    String talk = "x".repeat(TALK);
    if (grpc) {
      return new MockResponse.Builder()
          .setHeader("Content-Type", "application/grpc")
          .body(new Buffer().write(new byte[5]))
          .trailers(Headers.of("grpc-status", "13", "grpc-message", talk))
          .build();
    }
    // A google.rpc.Status, whose second field is the message.
    byte[] length = {(byte) (TALK | 0x80), (byte) (TALK >> 7 | 0x80), (byte) (TALK >> 14)};
    return new MockResponse.Builder()
        .code(500)
        .setHeader("Content-Type", "application/x-protobuf")
        .body(new Buffer().writeByte(0x12).write(length).writeUtf8(talk))
        .build();
  }

  private static MockResponse grpcResponse(String status) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/grpc")
        .body(new Buffer().write(new byte[5]))
        .trailers(Headers.of("grpc-status", status))
        .build();
  }

  List<Span> allSpans() {
    return spans.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .map(ScopeSpans::getSpansList)
        .flatMap(List::stream)
        .toList();
  }

  List<Metric> allMetrics() {
    return metrics.stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .map(ScopeMetrics::getMetricsList)
        .flatMap(List::stream)
        .toList();
  }

  /** Waits until it holds, and fails if it does not in time. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no " + what + " within " + BOUND);
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.close();
  }
}
