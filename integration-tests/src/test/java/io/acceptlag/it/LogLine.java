package io.acceptlag.it;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the agent's: {@code [acceptlag] WARN sentence | key=value key=value}.
 *
 * @param values the pairs in their order; empty for a line that has none
 */
record LogLine(String level, String sentence, Map<String, String> values) {
  private static final int SENTENCE_END = 300;

  /** Open Liberty puts [err] before what others write to standard error. */
  private static final Pattern LINE =
      Pattern.compile("(?:\\[err\\] )?\\[acceptlag\\] +(TRACE|DEBUG|INFO|WARN|ERROR) +(.*)");

  private static final Pattern SENTENCE_AND_PAIRS =
      Pattern.compile("(.*) \\| (\\w+=\\S*(?: \\w+=\\S*)*)");

  /** Empty for a line that is not the agent's. */
  static Optional<LogLine> parse(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return Optional.empty();
    }
    Matcher parts = SENTENCE_AND_PAIRS.matcher(line.group(2));
    return Optional.of(
        parts.matches()
            ? new LogLine(line.group(1), parts.group(1), pairs(parts.group(2)))
            : new LogLine(line.group(1), line.group(2), Map.of()));
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(" ", -1)) {
      int equals = pair.indexOf('=');
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }

  boolean is(String event) {
    return event.equals(values.get("event"));
  }

  /** Whether it is about a listener on this port, whatever its address. */
  boolean isOf(int port) {
    return values.getOrDefault("listener", "").endsWith(":" + port);
  }

  /** Of what is said in trouble: before the pairs it has fewer than 300 characters. */
  boolean isTooLong() {
    return values.containsKey("event") && sentence.length() >= SENTENCE_END;
  }

  long number(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new AssertionError("no " + key + "= in: " + this);
    }
    return Long.parseLong(value);
  }

  @Override
  public String toString() {
    return level + " " + sentence + (values.isEmpty() ? "" : " | " + values);
  }
}
