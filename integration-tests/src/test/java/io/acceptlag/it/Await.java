package io.acceptlag.it;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits until something holds, with a bound. */
final class Await {
  private static final long PAUSE_MILLIS = 5;

  private Await() {}

  /** Something to wait for. */
  interface Condition<E extends Exception> {
    boolean holds() throws E;
  }

  /** Something that comes to be there. */
  interface Source<T, E extends Exception> {
    Optional<T> find() throws E;
  }

  /**
   * @throws AssertionError when it does not hold within the bound
   */
  static <E extends Exception> void until(String what, Duration bound, Condition<E> condition)
      throws E, InterruptedException {
    until(bound, condition, () -> new AssertionError(what + ": not within " + bound));
  }

  /**
   * @param failure thrown when it does not hold within the bound
   */
  static <E extends Exception> void until(
      Duration bound, Condition<E> condition, Supplier<AssertionError> failure)
      throws E, InterruptedException {
    found(bound, () -> condition.holds() ? Optional.of(true) : Optional.empty(), failure);
  }

  /**
   * Waits until there is one, and returns it.
   *
   * @param failure thrown when there is none within the bound
   */
  static <T, E extends Exception> T found(
      Duration bound, Source<T, E> source, Supplier<AssertionError> failure)
      throws E, InterruptedException {
    long deadlineNanos = System.nanoTime() + bound.toNanos();
    while (true) {
      Optional<T> found = source.find();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw failure.get();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
