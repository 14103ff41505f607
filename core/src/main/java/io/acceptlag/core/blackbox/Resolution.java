package io.acceptlag.core.blackbox;

/**
 * How finely the last ten minutes, two hours and day are kept. All three together, with the
 * reports, take less than 2 MiB. The numbers are part of the {@linkplain Image format}.
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

  /** How many intervals are kept. */
  int slots() {
    return slots;
  }

  /** The most that one interval may take. */
  int slotBytes() {
    return slotBytes;
  }

  /** For how long an interval is kept. */
  public long spanSeconds() {
    return (long) seconds * slots;
  }

  /** When the interval that contains this time begins, in seconds since 1970. */
  long startOf(long epochSeconds) {
    return epochSeconds - Math.floorMod(epochSeconds, (long) seconds);
  }

  /** The slot of the interval that begins then. */
  int slotOf(long startSeconds) {
    return (int) Math.floorMod(startSeconds / seconds, (long) slots);
  }
}
