package io.acceptlag.agent.jfr;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.SettingControl;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@code minimum} of accept waits; of several recordings the lowest counts. The default
 * is the same as for the JDK's own events of waits and sockets.
 */
final class LeastWait extends SettingControl {
  private static final String DEFAULT = "20 ms";
  private static final Pattern TIMESPAN = Pattern.compile("(\\d{1,15}) ?(ns|us|ms|s|m|h|d)");

  /**
   * Static, because the JVM makes the only instance. Read where it is decided which accepts are
   * described.
   */
  private static volatile long millis = 20;

  private String value = DEFAULT;

  /** Up to Java 17 the recorder loses what {@link #combine} returns, and sets null. */
  private @Nullable String combined;

  static long millis() {
    return millis;
  }

  boolean isReachedBy(long waitMillis) {
    return waitMillis >= millis;
  }

  @Override
  public String combine(Set<String> settingValues) {
    String lowest = null;
    long lowestMillis = 0;
    for (String each : settingValues) {
      Long parsed = parse(each);
      if (parsed != null && (lowest == null || parsed < lowestMillis)) {
        lowest = each;
        lowestMillis = parsed;
      }
    }
    // What cannot be parsed goes on to setValue, whose exception the JVM reports.
    combined =
        lowest != null || settingValues.isEmpty() ? lowest : String.join(", ", settingValues);
    return combined == null ? DEFAULT : combined;
  }

  @Override
  public void setValue(@Nullable String settingValue) {
    String text = settingValue != null ? settingValue : combined != null ? combined : DEFAULT;
    Long parsed = parse(text);
    if (parsed == null) {
      throw new IllegalArgumentException(
          "minimum of acceptlag.AcceptWait is \"" + text + "\" and should be like 20 ms");
    }
    millis = parsed;
    value = text;
  }

  @Override
  public String getValue() {
    return value;
  }

  /** Null if it is no time span as written in recordings. */
  private static @Nullable Long parse(String text) {
    if (text.equals("infinity")) {
      return Long.MAX_VALUE;
    }
    Matcher matcher = TIMESPAN.matcher(text);
    return matcher.matches()
        ? unit(matcher.group(2)).toMillis(Long.parseLong(matcher.group(1)))
        : null;
  }

  private static TimeUnit unit(String name) {
    switch (name) {
      case "ns":
        return TimeUnit.NANOSECONDS;
      case "us":
        return TimeUnit.MICROSECONDS;
      case "ms":
        return TimeUnit.MILLISECONDS;
      case "s":
        return TimeUnit.SECONDS;
      case "m":
        return TimeUnit.MINUTES;
      case "h":
        return TimeUnit.HOURS;
      default:
        return TimeUnit.DAYS;
    }
  }
}
