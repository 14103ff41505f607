package io.acceptlag.agent.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of the agent on stderr: {@code [acceptlag] WARN sentence | key=value key=value}. */
final class AgentLine {
  private static final Pattern LINE = Pattern.compile("\\[acceptlag\\] +([A-Z]+) +(.*)");

  private static final String SEPARATOR = " | ";

  private final String level;
  private final String text;

  private AgentLine(String level, String text) {
    this.level = level;
    this.text = text;
  }

  /** Null for a line that is not the agent's. */
  static @Nullable AgentLine parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return null;
    }
    return new AgentLine(group(matcher, 1), group(matcher, 2));
  }

  private static String group(Matcher matcher, int group) {
    String text = matcher.group(group);
    return text == null ? "" : text;
  }

  String level() {
    return level;
  }

  String sentence() {
    int end = text.indexOf(SEPARATOR);
    return end < 0 ? text : text.substring(0, end);
  }

  /** As {@code key=value key=value}; empty for a line that has none. */
  String pairs() {
    int end = text.indexOf(SEPARATOR);
    return end < 0 ? "" : text.substring(end + SEPARATOR.length());
  }

  boolean is(String level, String event) {
    return this.level.equals(level) && event.equals(value("event"));
  }

  boolean isOf(int port) {
    String listener = value("listener");
    return listener != null && listener.endsWith(":" + port);
  }

  /** -1 if the line does not say. */
  long number(String key) {
    String value = value(key);
    return value == null || !value.matches("\\d{1,18}") ? -1 : Long.parseLong(value);
  }

  private @Nullable String value(String key) {
    for (String pair : pairs().split(" ", -1)) {
      if (pair.startsWith(key + "=")) {
        return pair.substring(key.length() + 1);
      }
    }
    return null;
  }
}
