package example.cause;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** What goes wrong with a server that accepts in a plain loop. */
interface Trouble {
  /** The server's listener, bound to loopback. */
  default ServerSocket listen(int backlog) throws Exception {
    return new ServerSocket(0, backlog, Loopback.ipv4());
  }

  /** In the main thread: the listener is bound, nobody accepts yet. */
  default void start() throws Exception {}

  /** In the main thread: from now on things go wrong. */
  default void begin() throws Exception {}

  /** In the accepting thread, for each connection. */
  default void meet(Socket connection) throws IOException, InterruptedException {}

  /** In the accepting thread: accept() has failed. */
  default void acceptFailed(IOException failure) throws InterruptedException {
    throw new IllegalStateException(failure);
  }

  /** In the main thread: all is well again. */
  default void end() throws Exception {}
}
