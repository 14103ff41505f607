package io.acceptlag.agent.config;

import java.util.concurrent.TimeUnit;

/** A number and its unit, such as {@code 200ms} or {@code 1.5s}; read as nanoseconds. */
class DurationSyntax extends ValueSyntax<Long> {
  private final String shortest;
  private final String longest;

  /** Both bounds are allowed values and are written as the user would write them. */
  DurationSyntax(String shortest, String longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  @Override
  Long parse(String text) throws InvalidValueException {
    double nanos = nanos(text);
    if (nanos < nanos(shortest)) {
      throw new InvalidValueException("which is too short");
    }
    if (nanos > nanos(longest)) {
      throw new InvalidValueException("which is too long");
    }
    return Math.round(nanos);
  }

  private static double nanos(String text) throws InvalidValueException {
    if (Decimals.parse(text) != null) {
      throw new InvalidValueException("which has no unit (ms, s, m or h)");
    }
    int unitStart = text.length();
    while (unitStart > 0 && !Decimals.isDigit(text.charAt(unitStart - 1))) {
      unitStart--;
    }
    // The agent's own lines say "200 ms", so a copied value may have a space before its unit.
    TimeUnit unit = unit(text.substring(unitStart).trim());
    Double number = Decimals.parse(text.substring(0, unitStart));
    if (number == null) {
      throw notADuration();
    }
    return number * unit.toNanos(1);
  }

  private static TimeUnit unit(String name) throws InvalidValueException {
    switch (name) {
      case "ms":
        return TimeUnit.MILLISECONDS;
      case "s":
        return TimeUnit.SECONDS;
      case "m":
        return TimeUnit.MINUTES;
      case "h":
        return TimeUnit.HOURS;
      default:
        throw notADuration();
    }
  }

  private static InvalidValueException notADuration() {
    return new InvalidValueException("which is not a number and one of the units ms, s, m and h");
  }

  @Override
  String text(Object nanos) {
    long millis = Math.round((Long) nanos / 1e6);
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  @Override
  String expected() {
    return "a duration from " + shortest + " to " + longest;
  }
}
