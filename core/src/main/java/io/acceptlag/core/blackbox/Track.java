package io.acceptlag.core.blackbox;

import org.jspecify.annotations.Nullable;

/**
 * The intervals of one resolution. The time of an interval determines its slot. So a half-written
 * slot spoils no other, and what an earlier process left stays until its slot is due.
 */
final class Track {
  /** Length and check. */
  private static final int HEAD = 6;

  private static final int STEP = 64;

  private final Resolution resolution;

  /** Each no longer than its contents: most servers have one listener, or many that are idle. */
  private final byte[][] slots;

  private final Interval interval = new Interval();
  private final Bytes payload;
  private final Bytes scratch;
  private long startSeconds = Long.MIN_VALUE;

  Track(Resolution resolution) {
    this.resolution = resolution;
    slots = new byte[resolution.slots()][];
    payload = new Bytes(resolution.slotBytes() - HEAD);
    scratch = new Bytes(resolution.slotBytes() - HEAD);
  }

  Resolution resolution() {
    return resolution;
  }

  /** The current interval. */
  Interval interval() {
    return interval;
  }

  /** Whether the current interval is over at that time. */
  boolean isOver(long epochSeconds) {
    return startSeconds != Long.MIN_VALUE && resolution.startOf(epochSeconds) != startSeconds;
  }

  /** Begins an interval, unless there is a current one. */
  void begin(long epochSeconds) {
    if (startSeconds == Long.MIN_VALUE) {
      startSeconds = resolution.startOf(epochSeconds);
    }
  }

  /** Stores the current interval, and returns the number of its slot. */
  int end() {
    payload.clear();
    interval.write(startSeconds, payload, scratch);
    int slot = resolution.slotOf(startSeconds);
    byte[] bytes = slots[slot];
    int length = payload.at();
    if (bytes == null || bytes.length < HEAD + length) {
      int rounded = (HEAD + length + STEP - 1) / STEP * STEP;
      bytes = new byte[Math.min(resolution.slotBytes(), rounded)];
      slots[slot] = bytes;
    }
    Bytes head = new Bytes(bytes, 0, bytes.length);
    head.fixed(length, 2);
    head.fixed(Bytes.check(payload.array(), 0, length), 4);
    head.raw(payload.array(), 0, length);
    interval.clear();
    startSeconds = Long.MIN_VALUE;
    return slot;
  }

  /** What is in a slot; null if nothing ever was. */
  byte @Nullable [] slot(int number) {
    return slots[number];
  }

  /** Takes over what an earlier process left in a slot, if there is nothing in it yet. */
  void restore(int number, byte[] image, int offset) {
    int length = lengthAt(image, offset, resolution.slotBytes());
    if (length > 0 && slots[number] == null) {
      byte[] bytes = new byte[HEAD + length];
      System.arraycopy(image, offset, bytes, 0, bytes.length);
      slots[number] = bytes;
    }
  }

  /** Null if nothing was written there, or not all of it. */
  static @Nullable Frame read(byte[] image, int offset, int slotBytes) {
    int length = lengthAt(image, offset, slotBytes);
    if (length <= 0) {
      return null;
    }
    Bytes payload = new Bytes(image, offset + HEAD, offset + HEAD + length);
    Frame frame = Frame.read(payload);
    return payload.fits() ? frame : null;
  }

  private static int lengthAt(byte[] image, int offset, int slotBytes) {
    Bytes head = new Bytes(image, offset, offset + HEAD);
    int length = (int) head.fixed(2);
    int check = (int) head.fixed(4);
    return length <= slotBytes - HEAD && check == Bytes.check(image, offset + HEAD, length)
        ? length
        : 0;
  }
}
