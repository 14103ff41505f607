package io.acceptlag.agent.config;

import org.jspecify.annotations.Nullable;

/** Reads decimal numbers such as {@code 20} and {@code 1.5}. */
class Decimals {

  /** In characters; more digits would not matter. */
  private static final int MAX_LENGTH = 40;

  private Decimals() {}

  /**
   * Reads a number without a sign.
   *
   * <p>{@link Double#parseDouble} would also take {@code NaN}, {@code 1e3}, {@code 0x1p3} and
   * {@code 20d}, and {@link Integer#parseInt} the digits of every script. {@link
   * java.math.BigDecimal} would hold up the application's start: 20 ms on Java 25.
   *
   * @return null if the text is not such a number
   */
  static @Nullable Double parse(String text) {
    return text.length() <= MAX_LENGTH && isDecimal(text) ? Double.valueOf(text) : null;
  }

  private static boolean isDecimal(String text) {
    int point = text.indexOf('.');
    return point < 0
        ? isDigits(text)
        : isDigits(text.substring(0, point)) && isDigits(text.substring(point + 1));
  }

  /** Whether the text is one or more of the digits 0 to 9. */
  static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
