package io.acceptlag.core.evidence;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is expensive to know: fetched when it is asked for, at most once, and kept. {@link
 * #get} is for the thread that judges; whoever comes later uses {@link #soFar}.
 */
public final class Asked<T> {
  private T value;
  private @Nullable Supplier<T> source;

  private Asked(T value, @Nullable Supplier<T> source) {
    this.value = value;
    this.source = source;
  }

  /** A value that is there already. */
  public static <T> Asked<T> known(T value) {
    return new Asked<>(value, null);
  }

  /**
   * @param unknown the value as long as nobody has asked
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

  /** The value if it has been asked for, else the unknown one. */
  public T soFar() {
    return value;
  }
}
