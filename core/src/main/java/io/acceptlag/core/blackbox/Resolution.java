package io.acceptlag.core.blackbox;

/**
 * How finely the last ten minutes, two hours and day are kept. All three together, and the lines,
 * are less than 2 MiB. The figures are part of the {@linkplain Image format}.
 */
public enum Resolution {
  SECOND(1, 600, 768),
  TEN_SECONDS(10, 720, 768),
  MINUTE(60, 1440, 480);

  private final int seconds;
  private final int slots;
  private final int slotBytes;

  Resolution(int seconds, int slots, int slotBytes) {
    this.seconds = seconds;
    this.slots = slots;
    this.slotBytes = slotBytes;
  }

  /** The length of an interval. */
  public int seconds() {
    return seconds;
  }

  /** How many of them are kept. */
  int slots() {
    return slots;
  }

  /** For one of them at most. */
  int slotBytes() {
    return slotBytes;
  }

  /** For how long they are kept. */
  public long spanSeconds() {
    return (long) seconds * slots;
  }

  /** When the interval of that time begins, in whole ones since 1970. */
  long startOf(long epochSeconds) {
    return epochSeconds - Math.floorMod(epochSeconds, (long) seconds);
  }

  /** Where its slot is. */
  int slotOf(long startSeconds) {
    return (int) Math.floorMod(startSeconds / seconds, (long) slots);
  }
}
