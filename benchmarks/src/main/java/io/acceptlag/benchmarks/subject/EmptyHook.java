package io.acceptlag.benchmarks.subject;

/** What a hook costs that does nothing. */
final class EmptyHook {
  private static volatile boolean attached = true;
  private static long accepted;

  private EmptyHook() {}

  static long enter(Object listener, int fd) {
    return attached && listener != null ? fd : 0;
  }

  static void accepted(int acceptedFd, Object listener, int fd, long atEnter) {
    if (attached && listener != null) {
      accepted += acceptedFd + fd + atEnter;
    }
  }

  static long accepted() {
    return accepted;
  }
}
