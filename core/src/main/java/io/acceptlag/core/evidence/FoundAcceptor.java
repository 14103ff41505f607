package io.acceptlag.core.evidence;

import org.jspecify.annotations.Nullable;

/**
 * Who accepts on a listener, where no accept() was seen: it was stuck before anybody looked. By
 * what can be seen all the same, which is named here, because it says how sure that is.
 */
public final class FoundAcceptor {
  /** How it was found. */
  public enum By {
    /** It was not looked for: it has called accept(), or may yet be about to. */
    ITS_ACCEPT,
    /** The selector that its own objects lead to has the listener. */
    SELECTOR,
    /** The server's own acceptor is in its stack. */
    SERVER,
    /** A method in its stack calls accept(), and comes by there again. */
    CODE,
    /** It was looked for, and nobody was found. */
    NOTHING,
    /** There are several, of more than one listener, and which it is does not show. */
    SEVERAL
  }

  public static final FoundAcceptor NONE = new FoundAcceptor(null, By.NOTHING, "", null);

  private final @Nullable Thread thread;
  private final By by;
  private final String where;
  private final @Nullable Object listener;

  /**
   * @param where the frame that shows it; empty where none does
   * @param listener the application's object for the listener; null where it was not come by
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
