package io.acceptlag.core.blackbox;

/**
 * The current interval: the worst listeners, as many as there is room for. Its arrays are made once
 * and reused.
 */
final class Interval {
  private static final int ROWS = 64;

  /** For the process's own figures, and how many rows there are. */
  private static final int HOST_BYTES = 120;

  private final Figures<HostFigure> host = new Figures<>(HostFigure.values());
  private final Row[] rows = new Row[ROWS];
  private int size;

  Figures<HostFigure> host() {
    return host;
  }

  void add(Row row) {
    for (int i = 0; i < size; i++) {
      if (rows[i].listener().equals(row.listener())) {
        rows[i].merge(row);
        return;
      }
    }
    if (size < ROWS) {
      Row free = rows[size];
      if (free == null) {
        free = new Row();
        rows[size] = free;
      }
      free.copyFrom(row);
      size++;
      return;
    }
    int least = least();
    if (row.weight() > rows[least].weight()) {
      rows[least].copyFrom(row);
    }
  }

  private int least() {
    int least = 0;
    for (int i = 1; i < size; i++) {
      if (rows[i].weight() < rows[least].weight()) {
        least = i;
      }
    }
    return least;
  }

  void addAll(Interval part) {
    host.merge(part.host);
    for (int i = 0; i < part.size; i++) {
      add(part.rows[i]);
    }
  }

  void clear() {
    host.clear();
    size = 0;
  }

  /**
   * Writes it as {@link Frame} reads it, within the bytes given. Rows that find no room are
   * counted.
   *
   * @param scratch for the rows, of the same length
   */
  void write(long startSeconds, Bytes to, Bytes scratch) {
    scratch.clear();
    int written = 0;
    int room = to.array().length - HOST_BYTES;
    sort();
    while (written < size) {
      int before = scratch.at();
      rows[written].write(scratch, true);
      if (!scratch.fits() || scratch.at() > room) {
        scratch.backTo(before);
        rows[written].write(scratch, false);
      }
      if (!scratch.fits() || scratch.at() > room) {
        scratch.backTo(before);
        break;
      }
      written++;
    }
    host.set(HostFigure.LEFT_OUT, Math.max(0, host.get(HostFigure.BUSY_LISTENERS) - written));
    to.number(startSeconds);
    host.write(to);
    to.number(written);
    to.raw(scratch.array(), 0, scratch.at());
  }

  /** Worst first. Mostly there are few, nearly in order already, so insertion sort is enough. */
  private void sort() {
    for (int i = 1; i < size; i++) {
      Row each = rows[i];
      long weight = each.weight();
      int at = i;
      for (; at > 0 && rows[at - 1].weight() < weight; at--) {
        rows[at] = rows[at - 1];
      }
      rows[at] = each;
    }
  }
}
