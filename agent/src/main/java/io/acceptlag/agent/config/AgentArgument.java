package io.acceptlag.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits the agent argument, {@code key=value,key=value}. */
class AgentArgument {

  /** One {@code key=value}; the value is empty where none was given. */
  static class Entry {
    final String key;
    final String value;

    Entry(String key, String value) {
      this.key = key;
      this.value = value;
    }
  }

  private AgentArgument() {}

  static List<Entry> entries(@Nullable String argument) {
    List<Entry> entries = new ArrayList<>();
    if (argument == null) {
      return entries;
    }
    int start = 0;
    for (int i = 0; i <= argument.length(); i++) {
      if (i == argument.length() || isSeparator(argument, i)) {
        addEntry(entries, argument.substring(start, i).trim());
        start = i + 1;
      }
    }
    return entries;
  }

  /**
   * Whether a new entry starts here. No key starts with a digit, so {@code ports=8080,9000} and
   * {@code warn.queue=0,8} are one entry each: one mistake, to be reported in one line.
   */
  private static boolean isSeparator(String argument, int position) {
    if (argument.charAt(position) != ',') {
      return false;
    }
    int next = position + 1;
    while (next < argument.length() && argument.charAt(next) == ' ') {
      next++;
    }
    return next == argument.length() || !Decimals.isDigit(argument.charAt(next));
  }

  private static void addEntry(List<Entry> entries, String text) {
    int equals = text.indexOf('=');
    if (equals >= 0) {
      entries.add(new Entry(text.substring(0, equals).trim(), text.substring(equals + 1).trim()));
    } else if (!text.isEmpty()) {
      entries.add(new Entry(text, ""));
    }
  }
}
