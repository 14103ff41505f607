package io.acceptlag.entry;

import java.io.IOException;
import java.util.zip.CRC32;

/**
 * Where each file of one folder of a jar is, from the jar's central directory.
 *
 * <p>It is made before main, when our code is still interpreted. So figures are copied as bytes,
 * and read when they are needed. Of a name only the checksum is kept, which is computed by fast
 * code of the JVM. The names themselves would take a third of a megabyte.
 */
final class JarIndex {
  static final int NOT_FOUND = -1;

  private static final int SIGNATURE = 0x02014b50;
  private static final int HEADER_LENGTH = 46;

  // Offsets of an entry in the directory, and lengths of what is kept.
  private static final int CHECKSUM_AT = 16;
  private static final int SIZES_LENGTH = 12;
  private static final int OFFSET_AT = 42;
  private static final int KEPT_LENGTH = SIZES_LENGTH + 4;

  private final byte[] folder;
  private final CRC32 crc = new CRC32();

  /** The checksum and length of each name. */
  private final long[] keys;

  /** Checksum, compressed size, size and offset of each entry. */
  private final byte[] kept;

  /** A hash table of entry numbers, each plus one; 0 is free. */
  private final int[] slots;

  private int count;

  /**
   * @param directory the central directory
   * @param entries how many it has
   * @throws IOException if it is not one
   */
  JarIndex(byte[] directory, int entries, byte[] folder) throws IOException {
    this.folder = folder;
    keys = new long[entries];
    kept = new byte[entries * KEPT_LENGTH];
    slots = new int[Math.max(2, Integer.highestOneBit(entries) << 2)];
    int position = 0;
    for (int i = 0; i < entries; i++) {
      position = add(directory, position);
    }
  }

  private int add(byte[] directory, int position) throws IOException {
    int nameAt = position + HEADER_LENGTH;
    if (nameAt > directory.length || int4(directory, position) != SIGNATURE) {
      throw new IOException("its directory is damaged");
    }
    int nameLength = int2(directory, position + 28);
    int next =
        nameAt + nameLength + int2(directory, position + 30) + int2(directory, position + 32);
    if (next > directory.length) {
      throw new IOException("its directory is cut short");
    }
    if (startsWith(directory, nameAt, nameLength, folder)) {
      int to = count * KEPT_LENGTH;
      System.arraycopy(directory, position + CHECKSUM_AT, kept, to, SIZES_LENGTH);
      System.arraycopy(directory, position + OFFSET_AT, kept, to + SIZES_LENGTH, 4);
      long key = key(directory, nameAt, nameLength, crc);
      keys[count++] = key;
      slots[slotOf(key)] = count;
    }
    return next;
  }

  private static long key(byte[] bytes, int offset, int length, CRC32 crc) {
    crc.reset();
    crc.update(bytes, offset, length);
    return (long) length << 32 | crc.getValue();
  }

  /** The slot of the name, or the free one where it would be. There are more slots than names. */
  private int slotOf(long key) {
    int slot = (int) key & (slots.length - 1);
    while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** The number of the file of this name, or {@link #NOT_FOUND}. */
  int find(byte[] name) {
    return slots[slotOf(key(name, 0, name.length, new CRC32()))] - 1;
  }

  /** The CRC-32 of the file's contents. */
  int checksum(int number) {
    return int4(kept, number * KEPT_LENGTH);
  }

  int compressedSize(int number) {
    return int4(kept, number * KEPT_LENGTH + 4);
  }

  int size(int number) {
    return int4(kept, number * KEPT_LENGTH + 8);
  }

  /** The offset of the header before the file. */
  long offset(int number) {
    return int4(kept, number * KEPT_LENGTH + SIZES_LENGTH) & 0xffffffffL;
  }

  static boolean startsWith(byte[] bytes, int position, int length, byte[] with) {
    if (length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (bytes[position + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  static int int4(byte[] bytes, int position) {
    return int2(bytes, position) | int2(bytes, position + 2) << 16;
  }

  static int int2(byte[] bytes, int position) {
    return (bytes[position] & 0xff) | (bytes[position + 1] & 0xff) << 8;
  }
}
