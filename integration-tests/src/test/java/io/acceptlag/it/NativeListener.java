package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The native half of {@code example.cause.NativeLoop}. */
final class NativeListener {
  /** Without jni.h, which not every runtime has: the first two arguments are not looked at. */
  private static final String SOURCE =
      """
      #include <arpa/inet.h>
      #include <netinet/in.h>
      #include <sys/socket.h>
      #include <unistd.h>

      int Java_example_cause_NativeLoop_listen(void *env, void *type, int backlog) {
        struct sockaddr_in loopback = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        bind(listener, (struct sockaddr *) &loopback, sizeof(loopback));
        listen(listener, backlog);
        return listener;
      }

      int Java_example_cause_NativeLoop_port(void *env, void *type, int listener) {
        struct sockaddr_in address;
        socklen_t length = sizeof(address);
        getsockname(listener, (struct sockaddr *) &address, &length);
        return ntohs(address.sin_port);
      }

      void Java_example_cause_NativeLoop_acceptAndAnswer(void *env, void *type, int listener) {
        int connection = accept(listener, 0, 0);
        if (write(connection, "", 1) < 1) {
          close(connection);
        }
      }
      """;

  private NativeListener() {}

  /**
   * Makes the library.
   *
   * @return why it cannot be made, in one line; empty if it could
   */
  static String compile(Path library) throws IOException {
    Path source = Files.writeString(Path.of(library + ".c"), SOURCE);
    return Launcher.outcome(
        List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
  }
}
