package io.acceptlag.core.incident;

/** What an incident of the accept queue may have in common with one that came before it. */
public interface Numbering {
  /** The number of an incident that opens. Numbers count across all listeners. */
  long next();

  /**
   * When the incident that was numbered last began.
   *
   * @param ownNanos when the trouble of the accept queue itself began
   */
  default long since(long ownNanos) {
    return ownNanos;
  }
}
