package io.acceptlag.core.evidence;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something expensive to know: fetched when it is asked for, at most once, and kept. For the thread
 * that judges; whoever comes later takes {@link #soFar}.
 */
public final class Asked<T> {
  private T value;
  private @Nullable Supplier<T> source;

  private Asked(T value, @Nullable Supplier<T> source) {
    this.value = value;
    this.source = source;
  }

  /** Nothing need be fetched. */
  public static <T> Asked<T> known(T value) {
    return new Asked<>(value, null);
  }

  /**
   * @param unknown what it is before it has been asked for
   */
  public static <T> Asked<T> of(T unknown, Supplier<T> source) {
    return new Asked<>(unknown, source);
  }

  public T get() {
    Supplier<T> ask = source;
    if (ask != null) {
      source = null;
      value = ask.get();
    }
    return value;
  }

  /** What it was when it was asked for; unknown if it was not. */
  public T soFar() {
    return value;
  }
}
