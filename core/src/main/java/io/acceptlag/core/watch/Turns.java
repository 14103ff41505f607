package io.acceptlag.core.watch;

/**
 * Whose acceptor is sampled in a poll. If many listeners are in trouble they take turns, one a
 * poll, because up to Java 18 each sample stops all threads.
 */
final class Turns {
  /** After this many polls it is clear where a thread is stuck, and a few samples are enough. */
  private static final int POLLS_OF_CLOSE_LOOKS = 30;

  private static final int POLLS_BETWEEN_LATER_LOOKS = 5;

  /** Each listener gets this many samples before it has to wait for its turn. */
  private static final int LOOKS_OUT_OF_TURN = 3;

  /**
   * So many listeners are told in a poll who waits for them: to ask for one takes 3 to 6 ms on a
   * host with a large table of connections, and may take 50.
   */
  private static final int WALKS = 8;

  private long polls;
  private int walks;
  private int suspects;
  private int suspectsBefore;

  void nextPoll() {
    polls++;
    walks = 0;
    suspectsBefore = suspects;
    suspects = 0;
  }

  /**
   * Whether it is the turn of a listener that is in trouble.
   *
   * @param incident its number; numbers are consecutive, so turns go round
   * @param samples taken of its acceptor so far
   */
  boolean take(long incident, int samples) {
    suspects++;
    return (polls + incident) % pollsBetween(samples) == 0;
  }

  /** Whether the kernel's table of connections may be walked once more in this poll. */
  boolean takeWalk() {
    return walks++ < WALKS;
  }

  private int pollsBetween(int samples) {
    if (samples < LOOKS_OUT_OF_TURN) {
      return 1;
    }
    int turns = Math.max(1, suspectsBefore);
    boolean close = samples * turns < POLLS_OF_CLOSE_LOOKS;
    return close ? turns : POLLS_BETWEEN_LATER_LOOKS * turns;
  }
}
