package io.acceptlag.core.episode;

/** An incident of a listener, of whichever kind: has a number, and a trace of its own. */
public interface NumberedTrouble extends Trouble {
  /** Counts up from 1 in this JVM, across all listeners and kinds. */
  long id();
}
