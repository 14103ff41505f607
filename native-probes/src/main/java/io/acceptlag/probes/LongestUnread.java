package io.acceptlag.probes;

import java.util.Arrays;

/** A few of many connections: those on which nothing more has come for longest. */
final class LongestUnread {
  private final int[] descriptors;
  private final long[] millis;
  private int count;

  LongestUnread(int max) {
    descriptors = new int[max];
    millis = new long[max];
  }

  /** Of those that are equal, the ones that were added first stay. */
  void add(int fd, long lastReceivedMillis) {
    int at = count;
    while (at > 0 && millis[at - 1] < lastReceivedMillis) {
      at--;
    }
    if (at == descriptors.length) {
      return;
    }
    count = Math.min(count + 1, descriptors.length);
    System.arraycopy(descriptors, at, descriptors, at + 1, count - at - 1);
    System.arraycopy(millis, at, millis, at + 1, count - at - 1);
    descriptors[at] = fd;
    millis[at] = lastReceivedMillis;
  }

  /** The longest first. */
  int[] descriptors() {
    return Arrays.copyOf(descriptors, count);
  }
}
