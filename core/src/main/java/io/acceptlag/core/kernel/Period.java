package io.acceptlag.core.kernel;

/**
 * How often, at most, things are read that are not read at each poll. In trouble some are read more
 * often; the code that decides that says so.
 */
public enum Period {
  /** Whether the descriptor of an idle listener still stands for it. */
  IDENTITY(1),

  /** It reads a list that grows with the listeners of the whole network namespace. */
  UNHOOKED_LISTENERS(5),

  /** For /proc/stat the kernel adds up the interrupts of all CPUs. */
  WHOLE_HOST(1),

  /**
   * Applies while all is well: the kernel adds up and prints a thousand numbers per CPU. When a
   * listener drops something, they are read at once.
   */
  NAMESPACE_COUNTERS(1),

  /**
   * For how long the counters are read at each poll after a listener of the namespace has
   * overflowed, perhaps one of another process. The shorter the time between two readings, the
   * fewer overflows of others are taken for ours.
   */
  OVERFLOWS_LATELY(10),

  /** It walks the table of all connections of the network namespace. */
  WHO_WAITS(5),

  /** Like {@link #WHO_WAITS}; less often where it takes long. */
  UNSERVED(1),

  /** Like {@link #WHO_WAITS}. */
  HALF_OPEN(5),

  /** Two dozen small files. */
  SYN_QUEUE_SETTINGS(5),

  /** It reads a file that grows with the connections of the whole network namespace. */
  OPEN_CONNECTIONS(10),

  /** Judging costs more than a poll, and a verdict need not be more recent than this. */
  JUDGEMENT(1),

  /** All threads are sampled if nobody is known to accept on a listener in trouble. */
  UNSEEN_ACCEPTOR(1),

  /** For an incident that has long been open. */
  LATE_JUDGEMENT(10),

  /** What the connects to each destination have counted. */
  DESTINATIONS(1),

  /** Like {@link #WHO_WAITS}, while something waits in another process's queue at our port. */
  NEIGHBOURS(2),

  /** Like {@link #WHO_WAITS}, when there are very many. */
  PORTS(15),

  PORT_SETTINGS(10),

  /** What conntrack and others have dropped, to compare with; in trouble at each report. */
  LOSSES(10);

  private final long nanos;

  Period(int seconds) {
    nanos = seconds * 1_000_000_000L;
  }

  public long nanos() {
    return nanos;
  }
}
