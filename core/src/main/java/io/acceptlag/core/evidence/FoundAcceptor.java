package io.acceptlag.core.evidence;

import org.jspecify.annotations.Nullable;

/**
 * Who accepts on a listener of which no accept() was seen, because the acceptor was stuck before
 * the agent came. How it was found is kept, because it says how certain that is.
 */
public final class FoundAcceptor {
  /** How it was found. */
  public enum By {
    /** It was not searched for: it has called accept(), or may be about to. */
    ITS_ACCEPT,
    /** The selector that its own objects lead to has the listener. */
    SELECTOR,
    /** The server's own acceptor is in its stack. */
    SERVER,
    /** A method in its stack calls accept() in a loop. */
    CODE,
    /** It was searched for, and not found. */
    NOTHING,
    /** There are several, of more than one listener, and nothing shows which one it is. */
    SEVERAL;

    /** Whether it was searched for and found. */
    public boolean isFound() {
      return this == SELECTOR || this == SERVER || this == CODE;
    }
  }

  public static final FoundAcceptor NONE = new FoundAcceptor(null, By.NOTHING, "", null);

  private final @Nullable Thread thread;
  private final By by;
  private final String where;
  private final @Nullable Object listener;

  /**
   * @param where the frame that shows it; empty where none does
   * @param listener the application's object for the listener; null where it was not found
   */
  public FoundAcceptor(@Nullable Thread thread, By by, String where, @Nullable Object listener) {
    this.thread = thread;
    this.by = by;
    this.where = where;
    this.listener = listener;
  }

  public @Nullable Thread thread() {
    return thread;
  }

  public By by() {
    return by;
  }

  public String where() {
    return where;
  }

  public @Nullable Object listener() {
    return listener;
  }
}
