package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * HTTP/2 as far as one request after the other needs it (RFC 9113), for gRPC too. The server is to
 * speak it without an upgrade.
 */
final class Http2Client implements RequestClient {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  /** An uncompressed message without a byte. */
  private static final byte[] EMPTY_MESSAGE = {0, 0, 0, 0, 0};

  private final Socket socket;
  private final boolean grpc;
  private int stream = -1;

  Http2Client(Socket socket, boolean grpc) {
    this.socket = socket;
    this.grpc = grpc;
  }

  @Override
  public void request(String name) throws IOException {
    if (stream < 0) {
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      send(SETTINGS, 0, 0, new byte[0]);
    }
    stream += 2;
    if (grpc) {
      send(
          HEADERS,
          END_HEADERS,
          stream,
          headers(
              List.of(
                  ":method",
                  "POST",
                  ":scheme",
                  "http",
                  ":path",
                  "/example.Shop/" + name,
                  ":authority",
                  "localhost",
                  "content-type",
                  "application/grpc",
                  "te",
                  "trailers")));
      send(DATA, END_STREAM, stream, EMPTY_MESSAGE);
    } else {
      send(
          HEADERS,
          END_HEADERS | END_STREAM,
          stream,
          headers(
              List.of(
                  ":method",
                  "GET",
                  ":scheme",
                  scheme(),
                  ":path",
                  "/?" + name,
                  ":authority",
                  "localhost",
                  "x-forwarded-for",
                  "192.0.2.7")));
    }
    awaitEnd();
  }

  /** That of the connection, or Tomcat refuses it. */
  private String scheme() {
    return socket instanceof SSLSocket ? "https" : "http";
  }

  private void awaitEnd() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    while (true) {
      int first = in.readInt();
      int type = first & 0xff;
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      byte[] payload = in.readNBytes(first >>> 8);
      boolean isAnswer = of == stream;
      if (type == SETTINGS && flags != ACK) {
        send(SETTINGS, ACK, 0, new byte[0]);
      } else if (type == PING && flags != ACK) {
        send(PING, ACK, 0, payload);
      } else if (type == GOAWAY || type == RST_STREAM) {
        throw new IOException("refused: frame " + type + ", error " + payload[payload.length - 1]);
      } else if (isAnswer && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return;
      }
    }
  }

  /**
   * Without Huffman's code, and of the table (RFC 7541) only the names that begin with a colon:
   * Tomcat 10 refuses them in any other way.
   */
  private static byte[] headers(List<String> namesAndValues) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      String name = namesAndValues.get(i);
      if (name.startsWith(":")) {
        block.write(indexOf(name));
      } else {
        block.write(0);
        write(name, block);
      }
      write(namesAndValues.get(i + 1), block);
    }
    return block.toByteArray();
  }

  private static int indexOf(String name) {
    return switch (name) {
      case ":authority" -> 1;
      case ":method" -> 2;
      case ":path" -> 4;
      case ":scheme" -> 6;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void write(String text, ByteArrayOutputStream block) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    assertEquals(bytes.length, bytes.length & 0x7f, "one byte of length");
    block.write(bytes.length);
    block.write(bytes);
  }

  private void send(int type, int flags, int of, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(of).put(payload);
    socket.getOutputStream().write(frame.array());
  }
}
