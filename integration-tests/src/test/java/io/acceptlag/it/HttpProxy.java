package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** HAProxy in front of a server: it speaks HTTP and adds X-Forwarded-For. */
final class HttpProxy implements AutoCloseable {
  private final Process process;
  private final int port;

  private HttpProxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static String unavailability() {
    return Launcher.outcome(List.of("haproxy", "-v"));
  }

  static HttpProxy start(int shop, Path folder) throws IOException, InterruptedException {
    int front = FreePort.next();
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode http
          option forwardfor
          timeout connect 30s
          timeout client 60s
          timeout server 60s
        listen front
          bind 127.0.0.1:%d
          server shop 127.0.0.1:%d
        """
            .formatted(front, shop));
    HttpProxy proxy =
        new HttpProxy(
            new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start(),
            front);
    SocketTable sockets = SocketTable.of(ProcessHandle.current().pid());
    Await.until(
        "the proxy", Duration.ofSeconds(40), () -> sockets.at(front, SocketTable.LISTEN) > 0);
    return proxy;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
