package io.acceptlag.core.episode;

/** What there is to report of an {@link Episode}. */
public enum Change {
  NOTHING,
  OPENED,
  /** It is open, and has changed so that it must be reported at once: it is worse, or different. */
  CHANGED,
  /** Nothing is new, but it is time to report again that it goes on. */
  STILL_OPEN,
  ENDED
}
