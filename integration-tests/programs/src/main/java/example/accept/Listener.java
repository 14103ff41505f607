package example.accept;

/** An open listener of one kind. */
interface Listener {
  /** Waits for the next connection. May be called by several threads at once. */
  Connection accept() throws Exception;

  /** {@code <port> ipv4|ipv6|dual}, or for listeners other than TCP {@code <file>|- unix|none}. */
  String address();
}
