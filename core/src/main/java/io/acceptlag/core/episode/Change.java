package io.acceptlag.core.episode;

/** What there is to report of an {@link Episode}. */
public enum Change {
  NOTHING,
  OPENED,
  /** It is open, and has become something that must be said at once: worse, or other. */
  CHANGED,
  /** Nothing new, but it is time to say again that it goes on. */
  STILL_OPEN,
  ENDED
}
