package io.acceptlag.core.unserved;

/** Connections of a port that nobody has read yet, as the kernel lists them at one moment. */
public final class UnservedCount {
  private final long unserved;
  private final long left;
  private final long kept;
  private final long unanswered;
  private final long keptMillis;
  private final boolean complete;
  private final boolean shared;
  private final long costNanos;

  // Not private: for its counter the compiler would make a class more, to be loaded in trouble.
  UnservedCount(Counter from, boolean complete, boolean shared, long costNanos) {
    unserved = from.unserved;
    left = from.left;
    kept = from.kept;
    unanswered = from.unanswered;
    keptMillis = from.keptMillis;
    this.complete = complete;
    this.shared = shared;
    this.costNanos = costNanos;
  }

  /** Accepted, with data of which nothing has been read, and nothing sent. */
  public long unserved() {
    return unserved;
  }

  /**
   * Of these, the ones whose client has closed its side. The kernel does not list those that were
   * reset.
   */
  public long left() {
    return left;
  }

  /** Connections that were read before and hold unread data now. */
  public long kept() {
    return kept;
  }

  /**
   * Connections of which all was read, and to which nothing was sent since: requests in the making,
   * or of a protocol that has no answers.
   */
  public long unanswered() {
    return unanswered;
  }

  /** For how long nothing has come on those that are {@link #kept} or {@link #unanswered}. */
  public long keptMillis() {
    return keptMillis;
  }

  /** Whether these are all: the walk of the kernel's table is bounded. */
  public boolean complete() {
    return complete;
  }

  /** Whether some may be another listener's of that port. */
  public boolean shared() {
    return shared;
  }

  public long costNanos() {
    return costNanos;
  }

  /** Counts them one by one. */
  public static final class Counter {
    private final long unreadMillis;
    private final long keptMillis;
    private long unserved;
    private long left;
    private long kept;
    private long unanswered;

    public Counter(long unreadMillis, long keptMillis) {
      this.unreadMillis = unreadMillis;
      this.keptMillis = keptMillis;
    }

    /**
     * @param closing whether its client has sent a FIN
     * @param received {@code tcpi_bytes_received}, to which a FIN adds one
     * @param unread of these, a FIN among them
     * @param answered whether anything has been sent to it
     * @param answeredSince whether anything was, after the last data came
     */
    public void add(
        boolean closing,
        long received,
        long unread,
        long lastReceivedMillis,
        boolean answered,
        boolean answeredSince) {
      long fin = closing ? 1 : 0;
      if (unread - fin <= 0) {
        boolean waits = received > 0 && !closing && !answeredSince;
        unanswered += waits && lastReceivedMillis >= keptMillis ? 1 : 0;
      } else if (unread < received) {
        kept += lastReceivedMillis >= keptMillis ? 1 : 0;
      } else if (!answered && lastReceivedMillis >= unreadMillis) {
        unserved++;
        left += fin;
      }
    }

    /**
     * @param complete whether these are all
     * @param shared whether another listener has the port
     */
    public UnservedCount result(boolean complete, boolean shared, long costNanos) {
      return new UnservedCount(this, complete, shared, costNanos);
    }
  }
}
