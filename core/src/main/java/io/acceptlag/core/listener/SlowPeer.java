package io.acceptlag.core.listener;

/**
 * How long a client has waited whose accept was slow; {@link #UNKNOWN} where a figure is not known.
 */
public final class SlowPeer {
  public static final long UNKNOWN = -1;

  private final long waitMillis;
  private final long firstReadMillis;
  private final long incident;

  SlowPeer(long waitMillis, long firstReadMillis, long incident) {
    this.waitMillis = waitMillis;
    this.firstReadMillis = firstReadMillis;
    this.incident = incident;
  }

  public long waitMillis() {
    return waitMillis;
  }

  public long firstReadMillis() {
    return firstReadMillis;
  }

  /** The id of the incident that it was part of. */
  public long incident() {
    return incident;
  }
}
