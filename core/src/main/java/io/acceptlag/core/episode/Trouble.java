package io.acceptlag.core.episode;

/** Some trouble as it stands at one moment. Immutable. */
public interface Trouble {
  /** When it began, in System.nanoTime. */
  long startNanos();

  /** When it was last seen. */
  long endNanos();

  default long durationMillis() {
    return Math.max(0, (endNanos() - startNanos()) / 1_000_000);
  }
}
