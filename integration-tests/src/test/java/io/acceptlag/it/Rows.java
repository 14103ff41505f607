package io.acceptlag.it;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a long table of servers and troubles. CI and the profiles run all of them. A run by
 * hand runs every third, because whoever waits for it has twelve minutes.
 */
final class Rows {
  private static final int EVERY = 3;

  private static final boolean ALL =
      Missing.FAILS
          || Boolean.getBoolean("test.broad")
          || System.getProperty("causes.runs") != null
          || System.getProperty("it.test") != null;

  private Rows() {}

  static <T> Stream<T> of(List<T> rows) {
    if (!ALL) {
      System.out.println(
          "Every third of "
              + rows.size()
              + " rows; all of them in CI, with -Pbroad or with -Dit.test.");
    }
    return IntStream.range(0, rows.size())
        .filter(row -> ALL || row % EVERY == 0)
        .mapToObj(rows::get);
  }
}
