package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A real server, that prints READY and its port.
 *
 * @param name of its module
 * @param mode its argument, or nothing
 * @param since the oldest JDK that it runs on
 */
record RealServer(String name, String mode, int since) {
  private static final int TIMEOUT_MILLIS = 90_000;

  /**
   * Without -Xverify:all, so that class data sharing is at work as it is for users.
   *
   * @param folder for what servers leave behind: Tomcat's base folder, native libraries
   */
  AgentJvm.Builder on(Jdk jdk, Path folder) {
    AgentJvm.Builder builder = AgentJvm.on(jdk).unverified().jvmArgs("-Djava.io.tmpdir=" + folder);
    if (name.equals("jdkhttp")) {
      builder.main("example.http.Server", Workspace.programs());
    } else {
      Path target = Workspace.server(name);
      Path executableJar = target.resolve("server.jar");
      if (Files.exists(executableJar)) {
        builder.jar(executableJar);
      } else {
        builder.main("example.server.Server", target.resolve("classes"), target.resolve("libs/*"));
      }
    }
    return mode.isEmpty() ? builder : builder.args(mode);
  }

  /** Tells how long it took. */
  Duration connectAndExchange(InetSocketAddress address) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(address);
      exchange(socket);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Fails if the answer is not right. */
  void exchange(Socket socket) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    if (name.equals("grpc")) {
      exchangeHttp2Settings(socket);
    } else if (name.equals("kafka4")) {
      exchangeApiVersions(socket);
    } else {
      exchangeHttp(socket, name.equals("helidon4"));
    }
  }

  /**
   * @param staysOpen although it is asked to close
   */
  private static void exchangeHttp(Socket socket, boolean staysOpen) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
    InputStream in = socket.getInputStream();
    String answer = new String(staysOpen ? upToOk(in) : in.readAllBytes(), US_ASCII);
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.contains("\r\n\r\n") && answer.contains("ok"), answer);
  }

  private static byte[] upToOk(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int next = 0;
    while (next >= 0 && !read.toString(US_ASCII).endsWith("ok")) {
      next = in.read();
      read.write(next);
    }
    return read.toByteArray();
  }

  /** Kafka's first request, without the name of a client. */
  private static void exchangeApiVersions(Socket socket) throws IOException {
    byte[] request = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, -1, -1};
    socket.getOutputStream().write(request);
    byte[] answer = socket.getInputStream().readNBytes(8);
    assertEquals(7, answer[7], "which request it answers");
  }

  private static void exchangeHttp2Settings(Socket socket) throws IOException {
    byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    socket.getOutputStream().write(emptySettings);
    byte[] header = socket.getInputStream().readNBytes(9);
    assertEquals(4, header[3], "type of the first frame, SETTINGS");
  }

  @Override
  public String toString() {
    return mode.isEmpty() ? name : name + " " + mode;
  }
}
