package io.acceptlag.core.blackbox;

/** What an acceptor did when it was sampled. */
public enum AcceptorState {
  WAITS_FOR_CONNECTIONS(0, "waits for connections"),
  RUNS(1, "runs other code"),
  BLOCKED(2, "is blocked by a lock"),
  WAITS(3, "waits for something else"),
  ENDED(4, "has ended");

  private final int code;
  private final String words;

  AcceptorState(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** As in {@code the acceptor is blocked by a lock}. */
  public String words() {
    return words;
  }

  /** The number that stands for it in a {@link Row}. */
  public int code() {
    return code;
  }

  public static AcceptorState of(Thread.State state) {
    switch (state) {
      case TERMINATED:
        return ENDED;
      case BLOCKED:
        return BLOCKED;
      case WAITING:
      case TIMED_WAITING:
        return WAITS;
      default:
        return RUNS;
    }
  }
}
