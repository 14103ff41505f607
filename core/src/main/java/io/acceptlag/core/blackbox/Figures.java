package io.acceptlag.core.blackbox;

import java.util.Arrays;

/** The figures of an interval, each of them 0 or more, or not known. */
@SuppressWarnings("EnumOrdinal") // the order of the figures is the order of the bytes
public final class Figures<F extends Enum<F> & Merged> {
  public static final long UNKNOWN = -1;

  private final F[] kinds;
  private final long[] values;

  /**
   * @param kinds all constants of the enum, in their order
   */
  Figures(F[] kinds) {
    this.kinds = kinds;
    values = new long[kinds.length];
    clear();
  }

  /** {@link #UNKNOWN} where it is not known. */
  public long get(F kind) {
    return values[kind.ordinal()];
  }

  public boolean has(F kind) {
    return get(kind) != UNKNOWN;
  }

  public Figures<F> set(F kind, long value) {
    values[kind.ordinal()] = value < 0 ? UNKNOWN : value;
    return this;
  }

  /** One more reading of the same interval. What is not known changes nothing. */
  public void merge(F kind, long value) {
    int at = kind.ordinal();
    if (value < 0) {
      return;
    }
    if (values[at] == UNKNOWN) {
      values[at] = value;
      return;
    }
    switch (kind.merge()) {
      case SUM:
        values[at] += value;
        break;
      case MOST:
        values[at] = Math.max(values[at], value);
        break;
      default:
        values[at] = value;
        break;
    }
  }

  void merge(Figures<F> later) {
    for (F kind : kinds) {
      merge(kind, later.get(kind));
    }
  }

  void clear() {
    Arrays.fill(values, UNKNOWN);
  }

  void copyFrom(Figures<F> other) {
    System.arraycopy(other.values, 0, values, 0, values.length);
  }

  /** Writes a bit for each figure that is known, then the known figures. */
  void write(Bytes to) {
    long known = 0;
    for (int i = 0; i < values.length; i++) {
      known |= values[i] == UNKNOWN ? 0 : 1L << i;
    }
    to.number(known);
    for (long value : values) {
      if (value != UNKNOWN) {
        to.number(value);
      }
    }
  }

  /** A later version may have written figures that this one does not know. */
  void read(Bytes from) {
    clear();
    long known = from.number();
    for (int i = 0; i < Long.SIZE; i++) {
      if ((known & (1L << i)) != 0) {
        long value = from.number();
        if (i < values.length) {
          values[i] = value;
        }
      }
    }
  }
}
