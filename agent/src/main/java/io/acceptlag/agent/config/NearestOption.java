package io.acceptlag.agent.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the option that was meant by a wrong name. */
class NearestOption {

  private NearestOption() {}

  /**
   * The option with the fewest edits between its key and the name.
   *
   * @param name a key, the name of a system property or that of an environment variable
   * @return null if more than half of the name would have to change
   */
  static @Nullable Option of(String name) {
    String key = name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    if (key.startsWith(Source.PROPERTY_PREFIX)) {
      key = key.substring(Source.PROPERTY_PREFIX.length());
    }
    Option nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (Option option : Option.values()) {
      int edits = edits(key, option.key());
      if (edits < fewest && edits <= Math.max(key.length(), option.key().length()) / 2) {
        nearest = option;
        fewest = edits;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance: characters to insert, delete or replace. */
  private static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                above[column - 1] + replaced, Math.min(above[column], current[column - 1]) + 1);
      }
      above = current;
    }
    return above[to.length()];
  }
}
