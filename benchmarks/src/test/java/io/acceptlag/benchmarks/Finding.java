package io.acceptlag.benchmarks;

import java.util.Locale;

/**
 * A figure of the short version, beside its bound and that from which it fails, in words.
 *
 * @param fails whether it does
 */
record Finding(String what, String measured, String bound, String limit, boolean fails) {
  /** Of what should stay below a bound, and fails above twice that. */
  static Finding cost(String what, double measured, double bound, String unit) {
    return new Finding(
        what,
        figure(measured) + unit,
        figure(bound) + unit,
        "twice that, " + figure(2 * bound) + unit,
        measured > 2 * bound);
  }

  private static String figure(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure).replaceFirst("\\.?0+$", "");
  }

  /** {@code wall time added to the start on Java 17: 0.09 s; bound 0.2 s, fails above ...}. */
  String sentence() {
    return what + ": " + measured + "; bound " + bound + ", fails above " + limit;
  }
}
