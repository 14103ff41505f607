package io.acceptlag.agent.config;

/**
 * A number per unit of time, such as {@code 20/s} or {@code 1200/m}; read as a number per second.
 */
class RateSyntax extends ValueSyntax<Double> {
  private final int mostPerSecond;

  RateSyntax(int mostPerSecond) {
    this.mostPerSecond = mostPerSecond;
  }

  @Override
  Double parse(String text) throws InvalidValueException {
    if (Decimals.parse(text) != null) {
      throw new InvalidValueException("which has no unit (/s, /m or /h)");
    }
    int slash = text.indexOf('/');
    Double number = slash < 0 ? null : Decimals.parse(text.substring(0, slash).trim());
    if (number == null) {
      throw notARate();
    }
    int seconds = secondsIn(text.substring(slash + 1).trim());
    if (number / seconds > mostPerSecond) {
      throw new InvalidValueException("which is too many");
    }
    return number / seconds;
  }

  private static int secondsIn(String unit) throws InvalidValueException {
    switch (unit) {
      case "s":
        return 1;
      case "m":
        return 60;
      case "h":
        return 3600;
      default:
        throw notARate();
    }
  }

  private static InvalidValueException notARate() {
    return new InvalidValueException("which is not a number and one of the units /s, /m and /h");
  }

  @Override
  String expected() {
    return "a rate from 0/s to " + mostPerSecond + "/s";
  }
}
