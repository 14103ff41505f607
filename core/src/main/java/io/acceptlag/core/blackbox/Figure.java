package io.acceptlag.core.blackbox;

/**
 * What is kept of a listener in an interval. Their order is the order of the bytes: new ones go
 * last.
 */
public enum Figure implements Merged {
  /** The most connections that waited at a poll. */
  QUEUE(Merge.MOST),
  LIMIT(Merge.LAST),
  /** Connections taken. */
  ACCEPTS(Merge.SUM),
  /** The longest wait of a connection taken; below warn.wait, the upper bound of its bucket. */
  LONGEST_WAIT_MS(Merge.MOST),
  /** At least how long the oldest connection had waited at a poll. */
  OLDEST_MS(Merge.MOST),
  /** Packets dropped at the listener, for whatever reason. */
  DROPS(Merge.SUM),
  /** Of these, those dropped because the queue was full. */
  OVERFLOWS(Merge.SUM),
  /** Connections accepted whose data nobody has read. */
  UNSERVED(Merge.MOST),
  /** How often the acceptor was checked for being where it waits for connections. */
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
