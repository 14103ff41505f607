package io.acceptlag.it;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;

/**
 * Ports for programs that have to be told theirs. They lie below those that the kernel gives: of
 * these another test's listener may get one before the program has taken it.
 */
final class FreePort {
  private static final int FIRST = 12_000;
  private static final int COUNT = 8_000;

  private static int last = (int) (ProcessHandle.current().pid() % COUNT);

  private FreePort() {}

  /** Never one that was returned before, unless all were. */
  static synchronized int next() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      last = (last + 1) % COUNT;
      try (ServerSocket probe = new ServerSocket(FIRST + last)) {
        return probe.getLocalPort();
      } catch (BindException e) {
        // Somebody has it.
      }
    }
    throw new IOException("no port is free from " + FIRST + " on");
  }
}
