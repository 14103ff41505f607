package io.acceptlag.core.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code name=value}, a line each. A list is {@code name:} and its lines, indented; one that has
 * been written already is {@code name:} and the other's name, because the threads of a pool mostly
 * stand in the same place.
 */
final class FieldsWriter extends Fields {
  private final StringBuilder text = new StringBuilder();
  private final Map<List<String>, String> written = new HashMap<>();

  @Override
  @Nullable String optional(String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append('=').append(escaped(value)).append('\n');
    }
    return value;
  }

  @Override
  List<String> lines(String name, List<String> lines) {
    String other = lines.isEmpty() ? null : written.putIfAbsent(lines, name);
    text.append(name).append(':').append(other == null ? "" : " " + other).append('\n');
    if (other == null) {
      for (String line : lines) {
        text.append("  ").append(escaped(line)).append('\n');
      }
    }
    return lines;
  }

  /** The name of a thread or a class may have anything in it. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
