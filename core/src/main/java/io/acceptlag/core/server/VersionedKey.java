package io.acceptlag.core.server;

import org.jspecify.annotations.Nullable;

/** A configuration key of a server, which older versions may not have or call otherwise. */
final class VersionedKey {
  static final VersionedKey NONE = new VersionedKey(null, "", null);

  private static final String[] NO_NUMBERS = {};

  private final @Nullable String newest;
  private final String since;
  private final @Nullable String before;

  /**
   * @param newest null if there is no key
   * @param since the first version that has it; empty if all have
   * @param before the key of older versions; null if they have none
   */
  VersionedKey(@Nullable String newest, String since, @Nullable String before) {
    this.newest = newest;
    this.since = since;
    this.before = before;
  }

  static VersionedKey of(String key) {
    return new VersionedKey(key, "", null);
  }

  @Nullable String newest() {
    return newest;
  }

  /** The key in that version; the newest where the version is not known. */
  @Nullable String in(@Nullable String version) {
    return isBefore(version) ? before : newest;
  }

  /** The first version that has a key; null if all have one, or none has. */
  @Nullable String since() {
    return since.isEmpty() || before != null ? null : since;
  }

  /** By the numbers in both, from the left. */
  private boolean isBefore(@Nullable String version) {
    String[] numbers = version == null ? NO_NUMBERS : version.split("[^0-9]+", -1);
    String[] first = since.isEmpty() ? NO_NUMBERS : since.split("\\.", -1);
    for (int i = 0; i < Math.min(numbers.length, first.length); i++) {
      int difference = numbers[i].length() - first[i].length();
      difference = difference == 0 ? numbers[i].compareTo(first[i]) : difference;
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }
}
