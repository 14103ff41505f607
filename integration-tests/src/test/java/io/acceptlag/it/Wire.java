package io.acceptlag.it;

/**
 * The first words of a protocol. Each character is a byte.
 *
 * @param request what a client says first; empty where the server does
 * @param answer how the server's answer begins; empty where any byte will do
 */
record Wire(String request, String answer) {
  static final Wire HTTP = new Wire(get("/"), "HTTP/1.1 ");

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }
}
