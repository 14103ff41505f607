package io.acceptlag.core.evidence;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of evidence on their way into text, or out of it. Each is passed through: a writer
 * writes the given value and returns it, a reader returns the recorded value instead. So one line
 * of code serves both directions, and no field can be forgotten in one of them.
 */
abstract class Fields {
  /** Null where there is none. */
  abstract @Nullable String optional(String name, @Nullable String value);

  abstract List<String> lines(String name, List<String> lines);

  /** A recording older than the field does not have it; then the given value is returned. */
  final String text(String name, String value) {
    String text = optional(name, value);
    return text == null ? value : text;
  }

  final long number(String name, long value) {
    return Long.parseLong(text(name, Long.toString(value)));
  }

  final int number(String name, int value) {
    return Integer.parseInt(text(name, Integer.toString(value)));
  }

  final double figure(String name, double value) {
    return Double.parseDouble(text(name, Double.toString(value)));
  }

  final boolean flag(String name, boolean value) {
    return Boolean.parseBoolean(text(name, Boolean.toString(value)));
  }

  final StackTraceElement[] stack(String name, StackTraceElement[] stack) {
    List<String> lines = new ArrayList<>();
    for (StackTraceElement frame : stack) {
      lines.add(FrameText.of(frame));
    }
    List<StackTraceElement> frames = new ArrayList<>();
    for (String line : lines(name, lines)) {
      frames.add(FrameText.parse(line));
    }
    return frames.toArray(new StackTraceElement[0]);
  }
}
