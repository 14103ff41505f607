package io.acceptlag.core.text;

/**
 * Figures as text. String.format is not used, because its first {@code %f} opens a file of the JDK
 * (Java 8: currency.data). If no descriptor is left for that, java.util.Currency is broken for the
 * whole JVM from then on, and so for the application.
 */
public final class FigureText {
  private FigureText() {}

  /** {@code 1.2 s}. */
  public static String seconds(long nanos) {
    long tenths = (nanos + 50_000_000) / 100_000_000;
    return tenths / 10 + "." + tenths % 10 + " s";
  }

  /** {@code 432 ms}, {@code 1.2 s}. */
  public static String duration(long millis) {
    return millis < 1000 ? millis + " ms" : seconds(millis * 1_000_000);
  }

  /** As {@link #duration}, of a bound: never longer than it is, or "over 2.0 s" need not be so. */
  public static String atLeast(long millis) {
    return duration(millis < 1000 ? millis : millis / 100 * 100);
  }

  /** The same of a bound that was not reached: never shorter than it is. */
  public static String below(long millis) {
    return duration(millis < 1000 ? millis : (millis + 99) / 100 * 100);
  }

  /** Of a period within which something was: never shorter than it is, {@code 40 ms} or 0.3 s. */
  public static String within(long nanos) {
    long millis = (nanos + 999_999) / 1_000_000;
    return millis < 100 ? millis + " ms" : seconds((millis + 99) / 100 * 100_000_000);
  }

  /** {@code 190}. */
  public static String rounded(double figure) {
    return Long.toString(Math.round(figure));
  }
}
