package io.acceptlag.core.evidence;

/** How many connections were accepted lately, and how many of those are closed. */
public final class Turnover {
  public static final Turnover UNKNOWN = new Turnover(-1, -1, 0);

  private final long accepted;
  private final long closed;
  private final long nanos;

  /**
   * @param accepted within {@code nanos}; -1 if not known
   * @param closed at least how many of these were closed, by either side; -1 if not known
   */
  public Turnover(long accepted, long closed, long nanos) {
    this.accepted = accepted;
    this.closed = closed;
    this.nanos = nanos;
  }

  public boolean known() {
    return closed >= 0;
  }

  public long accepted() {
    return accepted;
  }

  public long closed() {
    return closed;
  }

  public long nanos() {
    return nanos;
  }
}
