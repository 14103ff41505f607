package io.acceptlag.core.evidence;

/** File descriptors of this process, and whether the machine has none left. -1 if not known. */
public final class Descriptors {
  public static final Descriptors UNKNOWN = new Descriptors(-1, -1);

  /** What the count itself holds open while it counts. */
  private static final int OWN = 2;

  private final long open;
  private final long limit;
  private final boolean machineExhausted;

  /**
   * @param limit RLIMIT_NOFILE, the soft one
   */
  public Descriptors(long open, long limit) {
    this(open, limit, false);
  }

  /**
   * @param machineExhausted whether all processes together have as many open files as fs.file-max
   *     allows
   */
  public Descriptors(long open, long limit, boolean machineExhausted) {
    this.open = open;
    this.limit = limit;
    this.machineExhausted = machineExhausted;
  }

  public long open() {
    return open;
  }

  public long limit() {
    return limit;
  }

  /** Whether no descriptor is left for another connection. */
  public boolean exhausted() {
    return machineExhausted || areAlmostAll(open, limit);
  }

  /** Whether that is so though this process may open more. */
  public boolean machineExhausted() {
    return machineExhausted;
  }

  /** Whether a process with so many of them has none left for a connection. */
  public static boolean areAlmostAll(long open, long limit) {
    return limit > 0 && open >= limit - OWN;
  }
}
