package io.acceptlag.agent.jvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The counters that the JVM keeps in memory, which jstat reads too. Reading one is a single load.
 * HotSpot's own bean reads the same ones by two calls into the JVM and two boxed numbers, which
 * would be a tenth of a healthy poll.
 *
 * <p>The layout is version 2.0 of hotspot/share/runtime/perfMemory.hpp, unchanged since JDK 5.
 */
final class PerfMemory {
  static final int NONE = -1;

  private static final int MAGIC = 0xcafec0c0;
  private static final int BYTE_ORDER = 4;
  private static final int MAJOR_VERSION = 5;
  private static final int FIRST_ENTRY = 24;
  private static final int ENTRIES = 28;
  private static final int PROLOGUE_SIZE = 32;
  private static final byte LITTLE_ENDIAN = 1;

  // Offsets within an entry.
  private static final int LENGTH = 0;
  private static final int NAME = 4;
  private static final int VECTOR_LENGTH = 8;
  private static final int TYPE = 12;
  private static final int DATA = 16;
  private static final int ENTRY_HEADER_SIZE = 20;
  private static final byte LONG = 'J';

  private final ByteBuffer memory;

  /**
   * @param memory all of it; empty with -XX:-UsePerfData
   */
  PerfMemory(ByteBuffer memory) {
    this.memory = memory;
    if (isKnown(memory)) {
      memory.order(
          memory.get(BYTE_ORDER) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    } else {
      memory.limit(0);
    }
  }

  /** The counters of this JVM. The memory is never unmapped. */
  static PerfMemory open(BaseModule base, int javaVersion) throws ReflectiveOperationException {
    Class<?> type =
        Class.forName(javaVersion >= 9 ? "jdk.internal.perf.Perf" : "sun.misc.Perf", true, null);
    base.openTo(type, type.getPackage().getName());
    Object perf = type.getMethod("getPerf").invoke(null);
    Object own;
    try {
      own = type.getMethod("attach", int.class).invoke(perf, 0);
    } catch (NoSuchMethodException e) {
      // Before JDK 21.
      own = type.getMethod("attach", int.class, String.class).invoke(perf, 0, "r");
    }
    return new PerfMemory((ByteBuffer) own);
  }

  private static boolean isKnown(ByteBuffer memory) {
    return memory.capacity() >= PROLOGUE_SIZE
        && memory.order(ByteOrder.BIG_ENDIAN).getInt(0) == MAGIC
        && memory.get(MAJOR_VERSION) == 2;
  }

  /** The place of the counter of that name; {@link #NONE} if there is none. */
  int find(String name) {
    if (memory.limit() == 0) {
      return NONE;
    }
    byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    int entry = memory.getInt(FIRST_ENTRY);
    for (int left = memory.getInt(ENTRIES); left > 0 && isWithin(entry); left--) {
      if (isNamed(wanted, entry) && isOneLong(entry)) {
        return entry + memory.getInt(entry + DATA);
      }
      entry += memory.getInt(entry + LENGTH);
    }
    return NONE;
  }

  private boolean isWithin(int entry) {
    return entry >= PROLOGUE_SIZE
        && entry <= memory.limit() - ENTRY_HEADER_SIZE
        && memory.getInt(entry + LENGTH) >= ENTRY_HEADER_SIZE
        && memory.getInt(entry + LENGTH) <= memory.limit() - entry;
  }

  private boolean isNamed(byte[] wanted, int entry) {
    int name = entry + memory.getInt(entry + NAME);
    if (name < entry || name + wanted.length > entry + memory.getInt(entry + LENGTH)) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (memory.get(name + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isOneLong(int entry) {
    int data = memory.getInt(entry + DATA);
    return memory.get(entry + TYPE) == LONG
        && memory.getInt(entry + VECTOR_LENGTH) == 0
        && data >= 0
        && data <= memory.getInt(entry + LENGTH) - Long.BYTES;
  }

  /**
   * @param counter as {@link #find} returned
   */
  long value(int counter) {
    return memory.getLong(counter);
  }
}
