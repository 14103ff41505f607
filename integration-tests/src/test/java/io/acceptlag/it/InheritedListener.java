package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that listens, and then becomes another one, which inherits the socket as its standard
 * input and by two more descriptors.
 */
final class InheritedListener {
  static final List<String> DUPLICATES = List.of("10", "11");

  private static final String SOURCE =
      """
      #include <arpa/inet.h>
      #include <netinet/in.h>
      #include <sys/socket.h>
      #include <unistd.h>

      int main(int count, char **arguments) {
        struct sockaddr_in loopback = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        int result = bind(listener, (struct sockaddr *) &loopback, sizeof(loopback));
        result |= listen(listener, 50);
        if (result < 0 || dup2(listener, 0) < 0 || dup2(listener, 10) < 0
            || dup2(listener, 11) < 0 || close(listener) < 0) {
          return 1;
        }
        execv(arguments[1], arguments + 1);
        return 2;
      }
      """;

  private InheritedListener() {}

  /**
   * Makes the program.
   *
   * @return why it cannot be made, in one line; empty if it could
   */
  static String compile(Path program) throws IOException {
    Path source = Files.writeString(Path.of(program + ".c"), SOURCE);
    return Launcher.outcome(List.of("cc", "-o", program.toString(), source.toString()));
  }
}
