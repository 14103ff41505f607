package io.acceptlag.agent;

import java.util.concurrent.locks.LockSupport;

/** The thread that polls, as seen by others that wake it, wait for it and end it. */
final class PollThread {
  private static final long END_MILLIS = 5_000;

  /** The JVM's end waits for it. */
  private static final long LAST_POLL_MILLIS = 150;

  private final Thread thread = Thread.currentThread();

  /** To be called by the thread that polls. {@link #wake} ends the sleep. */
  static void sleep(long nanos) {
    LockSupport.parkNanos(nanos);
    // An application may interrupt all threads it finds; then parking would return at once.
    Thread.interrupted();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  /** Waits for one more poll, which sees all that has happened so far. */
  void awaitLastPoll(PollLoop loop) {
    loop.awaitPoll(this::wake, LAST_POLL_MILLIS);
  }

  /** Waits until the current poll is over, which is the last one. */
  void end(PollLoop loop) {
    loop.end();
    wake();
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
