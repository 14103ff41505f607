package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/1.1. A header says of each request that it comes from another client, which must never be
 * asked.
 */
final class Http1Client implements RequestClient {
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");

  private final Socket socket;
  private final String before;

  Http1Client(Socket socket) {
    this(socket, "/?");
  }

  /**
   * @param before what stands before a request's name in its target
   */
  Http1Client(Socket socket, String before) {
    this.socket = socket;
    this.before = before;
  }

  @Override
  public void request(String name) throws IOException {
    send(name);
    awaitAnswer();
  }

  void send(String name) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + before
                    + name
                    + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n")
                .getBytes(US_ASCII));
  }

  void awaitAnswer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (!isWhole(answer.toString())) {
      int read = in.read();
      assertTrue(read >= 0, () -> "the answer ends early: " + answer);
      answer.append((char) read);
    }
    assertTrue(answer.toString().startsWith("HTTP/1.1 200"), answer::toString);
  }

  private static boolean isWhole(String answer) {
    int headers = answer.indexOf("\r\n\r\n");
    if (headers < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(answer.substring(0, headers).toLowerCase(Locale.ROOT));
    return length.find()
        ? answer.length() == headers + 4 + Integer.parseInt(length.group(1))
        : answer.endsWith("\r\n0\r\n\r\n");
  }
}
