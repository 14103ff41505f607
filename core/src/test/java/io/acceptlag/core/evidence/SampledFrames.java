package io.acceptlag.core.evidence;

import java.util.Arrays;

/** Stacks as tests write them. */
public final class SampledFrames {
  private SampledFrames() {}

  /** Leaf first, each as in {@code com.acme.Shop.load}. */
  public static StackTraceElement[] stack(String... frames) {
    return Arrays.stream(frames)
        .map(
            frame -> {
              int dot = frame.lastIndexOf('.');
              return new StackTraceElement(
                  frame.substring(0, dot), frame.substring(dot + 1), "Source.java", 7);
            })
        .toArray(StackTraceElement[]::new);
  }
}
