package io.acceptlag.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what is exported by OTLP over HTTP, and keeps when spans came. */
final class Collector implements AutoCloseable {
  private static final long BOUND_SECONDS = 60;

  /** What was posted, as characters of one byte each, and when, in System.nanoTime. */
  private record Export(String body, long nanos) {}

  private final HttpServer server;
  private final BlockingQueue<Export> arriving = new LinkedBlockingQueue<>();
  private final List<Export> arrived = new ArrayList<>();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() throws IOException {
    Collector collector =
        new Collector(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    collector.server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
            collector.arriving.add(
                new Export(new String(body, StandardCharsets.ISO_8859_1), System.nanoTime()));
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.server.start();
    return collector;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Drops what has come so far. */
  void forget() {
    arriving.clear();
    arrived.clear();
  }

  /** When the first span of this name came since it was told to forget. */
  long awaitSpanNanos(String name) throws InterruptedException {
    // As protobuf has it: field 5 of a Span, text, and how long that is.
    String field = "" + (char) (5 << 3 | 2) + (char) name.length() + name;
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (true) {
      for (Export export : arrived) {
        if (export.body.contains(field)) {
          return export.nanos;
        }
      }
      Export next = arriving.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new IllegalStateException("no span " + name + " in " + BOUND_SECONDS + " s");
      }
      arrived.add(next);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
