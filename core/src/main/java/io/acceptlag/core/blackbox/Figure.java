package io.acceptlag.core.blackbox;

/**
 * What is kept of a listener in an interval. The order is that of the bytes: new ones come last.
 */
public enum Figure implements Merged {
  /** The most connections that waited at a poll. */
  QUEUE(Merge.MOST),
  LIMIT(Merge.LAST),
  /** Connections taken. */
  ACCEPTS(Merge.SUM),
  /**
   * Of the connections taken; the upper bound of its bucket where it was shorter than warn.wait.
   */
  LONGEST_WAIT_MS(Merge.MOST),
  /** The age of the oldest that waited at a poll, at least. */
  OLDEST_MS(Merge.MOST),
  /** Packets dropped at the listener, for whatever reason. */
  DROPS(Merge.SUM),
  /** Of these, those dropped because the queue was full. */
  OVERFLOWS(Merge.SUM),
  /** Connections accepted whose data nobody has read. */
  UNSERVED(Merge.MOST),
  /** How often it was seen whether the acceptor was where it waits for connections. */
  LOOKS(Merge.SUM),
  /** Of these, how often it was not. */
  LOOKS_OUTSIDE(Merge.SUM),
  /** What the acceptor did when it was sampled last: the code of an {@link AcceptorState}. */
  ACCEPTOR(Merge.LAST);

  private final Merge merge;

  Figure(Merge merge) {
    this.merge = merge;
  }

  @Override
  public Merge merge() {
    return merge;
  }
}
