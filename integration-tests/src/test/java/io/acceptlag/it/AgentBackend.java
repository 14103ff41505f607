package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Takes what tracers and profilers send, and answers as little as satisfies them. */
final class AgentBackend implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /**
   * @param body a character for each byte
   */
  record Message(String path, String body) {}

  AgentBackend() throws IOException {
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 50);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  boolean got(String path, String inBody) {
    return messages.stream()
        .anyMatch(each -> each.path.startsWith(path) && each.body.contains(inBody));
  }

  String paths() {
    return messages.stream().map(Message::path).distinct().toList().toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      messages.add(new Message(path, body(exchange)));
      byte[] answer =
          (path.equals("/info")
                  ? "{\"version\":\"7.60.0\",\"endpoints\":[\"/v0.4/traces\"],\"client_drop_p0s\":false}"
                  : "{}")
              .getBytes(ISO_8859_1);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    InputStream raw = exchange.getRequestBody();
    String encoding =
        Objects.toString(exchange.getRequestHeaders().getFirst("Content-Encoding"), "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in =
        switch (encoding) {
          case "gzip" -> new GZIPInputStream(raw);
          case "deflate" -> new InflaterInputStream(raw);
          default -> raw;
        }) {
      in.transferTo(bytes);
    } catch (EOFException e) {
      // A stream that is flushed and left open until its JVM ends.
    }
    return bytes.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
