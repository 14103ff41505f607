package io.acceptlag.core.blackbox;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Entries one after the other in a ring of bytes. Each begins at a multiple of 64 with a mark, and
 * carries its number and a check, so that they are found wherever the ring was cut.
 */
final class Ledger {
  static final int BYTES = 256 * 1024;

  /** Longer than any report of ours. */
  private static final int ENTRY_MAX = 16 * 1024;

  private static final int STEP = 64;
  private static final int MARK = 0xacce9716;

  /** Mark, number, length, check. */
  private static final int HEAD = 16;

  private static final int FIRST_BYTES = 8 * 1024;

  /** Grows with the reports, up to {@link #BYTES}. */
  private byte[] ring = {};

  private int next;
  private long sequence;
  private int writtenAt;
  private int writtenLength;

  /**
   * Appends an entry. What was written is then at {@link #writtenAt}, {@link #writtenLength} bytes
   * long.
   */
  void add(Entry entry) {
    Bytes payload = new Bytes(ENTRY_MAX);
    entry.write(payload);
    if (!payload.fits()) {
      return;
    }
    append(payload.array(), payload.at());
  }

  private void append(byte[] payload, int length) {
    int whole = (HEAD + length + STEP - 1) / STEP * STEP;
    if (next + whole > BYTES) {
      next = 0;
    }
    grow(next + whole);
    Bytes to = new Bytes(ring, next, next + whole);
    to.fixed(MARK, 4);
    to.fixed(++sequence, 4);
    to.fixed(length, 4);
    to.fixed(Bytes.check(payload, 0, length), 4);
    to.raw(payload, 0, length);
    writtenAt = next;
    writtenLength = whole;
    next += whole;
  }

  private void grow(int needed) {
    if (ring.length < needed) {
      ring =
          Arrays.copyOf(
              ring, Math.min(BYTES, Math.max(needed, Math.max(FIRST_BYTES, 2 * ring.length))));
    }
  }

  byte[] ring() {
    return ring;
  }

  int writtenAt() {
    return writtenAt;
  }

  int writtenLength() {
    return writtenLength;
  }

  /** Takes over what an earlier process left. Entries that were added already follow it. */
  void restore(byte[] image, int offset) {
    byte[] own = ring;
    ring = Arrays.copyOfRange(image, offset, offset + BYTES);
    sequence = 0;
    next = 0;
    scan(
        ring,
        (at, number, length) -> {
          if (number > sequence) {
            sequence = number;
            next = at + (HEAD + length + STEP - 1) / STEP * STEP;
          }
        });
    TreeMap<Long, byte[]> ours = new TreeMap<>();
    scan(
        own,
        (at, number, length) ->
            ours.put(number, Arrays.copyOfRange(own, at + HEAD, at + HEAD + length)));
    for (byte[] payload : ours.values()) {
      append(payload, payload.length);
    }
  }

  /** The entries that are whole, oldest first. */
  static List<Entry> read(byte[] image, int offset) {
    Map<Long, Entry> found = new TreeMap<>();
    scan(
        Arrays.copyOfRange(image, offset, offset + BYTES),
        (at, number, length) ->
            found.put(
                number,
                Entry.read(new Bytes(image, offset + at + HEAD, offset + at + HEAD + length))));
    return Entry.inOrder(found);
  }

  /** Is handed each entry that is whole. */
  private interface Found {
    /**
     * @param offset of its head, in bytes
     * @param length of what comes after the head, in bytes
     */
    void at(int offset, long number, int length);
  }

  private static void scan(byte[] ring, Found found) {
    for (int at = 0; at + HEAD <= ring.length; ) {
      Bytes head = new Bytes(ring, at, at + HEAD);
      boolean marked = (int) head.fixed(4) == MARK;
      long number = head.fixed(4);
      int length = (int) head.fixed(4);
      int check = (int) head.fixed(4);
      boolean whole =
          marked
              && length > 0
              && length <= ENTRY_MAX
              && at + HEAD + length <= ring.length
              && check == Bytes.check(ring, at + HEAD, length);
      if (whole) {
        found.at(at, number, length);
      }
      at += whole ? (HEAD + length + STEP - 1) / STEP * STEP : STEP;
    }
  }
}
