package io.acceptlag.core.evidence;

/** The state of an asynchronous listener, which hands its connections to a thread of its group. */
public final class AsyncAccept {
  /** Whether an accept() on it is under way. */
  public enum Asked {
    UNKNOWN,
    YES,
    NO,
    /** None is, and no handler will call the next one: it is up to whoever took the last Future. */
    BETWEEN_FUTURES
  }

  /** The listener is of another kind, or its state was not read. */
  public static final AsyncAccept UNKNOWN = new AsyncAccept(Asked.UNKNOWN, false);

  private final Asked asked;
  private final boolean inHandler;

  /**
   * @param inHandler whether a thread is in the handler of an accept that has completed
   */
  public AsyncAccept(Asked asked, boolean inHandler) {
    this.asked = asked;
    this.inHandler = inHandler;
  }

  public Asked asked() {
    return asked;
  }

  public boolean inHandler() {
    return inHandler;
  }
}
