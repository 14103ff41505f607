package io.acceptlag.core.evidence;

/** File descriptors of this process. -1 where a figure is not known. */
public final class Descriptors {
  public static final Descriptors UNKNOWN = new Descriptors(-1, -1);

  /** What the count itself holds open while it counts. */
  private static final int OWN = 2;

  private final long open;
  private final long limit;

  /**
   * @param limit RLIMIT_NOFILE, the soft one
   */
  public Descriptors(long open, long limit) {
    this.open = open;
    this.limit = limit;
  }

  public long open() {
    return open;
  }

  public long limit() {
    return limit;
  }

  /** Whether no descriptor is left for another connection. */
  public boolean exhausted() {
    return limit > 0 && open >= limit - OWN;
  }
}
