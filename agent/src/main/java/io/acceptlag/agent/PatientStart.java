package io.acceptlag.agent;

import java.util.function.LongConsumer;

/**
 * A start that is tried again if it fails for lack of memory. What fills the heap may be over in a
 * moment, and the application would go unwatched for good.
 */
final class PatientStart {
  /** What is to be begun, and runs until its end. */
  interface Start {
    void run() throws Exception;
  }

  static final int TRIES = 5;
  static final long PAUSE_NANOS = 2_000_000_000L;

  private final Start start;
  private final Runnable undo;
  private final LongConsumer sleep;

  /**
   * @param undo ends what a failed start has begun
   * @param sleep takes the time to sleep, in nanoseconds
   */
  PatientStart(Start start, Runnable undo, LongConsumer sleep) {
    this.start = start;
    this.undo = undo;
    this.sleep = sleep;
  }

  /**
   * @throws Exception what the last start has thrown; errors likewise
   */
  void run() throws Exception {
    for (int tries = 1; !hasRun(tries < TRIES); tries++) {
      // Before anything else is done, which would need memory.
      sleep.accept(PAUSE_NANOS);
      undo.run();
    }
  }

  private boolean hasRun(boolean again) throws Exception {
    try {
      start.run();
      return true;
    } catch (Exception | Error e) {
      if (!again || !isWantOfMemory(e)) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Not where a class or a call could not be linked for lack of memory: it fails for ever (JVMS
   * 5.4.3 and 5.5).
   */
  private static boolean isWantOfMemory(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof LinkageError) {
        return false;
      }
      if (each instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }
}
