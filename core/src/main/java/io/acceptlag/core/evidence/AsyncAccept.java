package io.acceptlag.core.evidence;

/** How an asynchronous listener stands, whose connections are handed to a thread of its group. */
public final class AsyncAccept {
  /** Whether an accept() of its is under way. */
  public enum Asked {
    UNKNOWN,
    YES,
    NO,
    /** None is, and there is no handler that would call it: whoever took its Future will. */
    BETWEEN_FUTURES
  }

  /** It is of another kind, or was not looked at. */
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
