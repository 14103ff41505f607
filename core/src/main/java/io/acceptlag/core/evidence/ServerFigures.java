package io.acceptlag.core.evidence;

/** What a server's own beans say of one connector. -1 where a figure is not known. */
public final class ServerFigures {
  public static final ServerFigures UNKNOWN = new ServerFigures(-1, -1, -1, -1, -1);

  private final int connections;
  private final int limit;
  private final int resumesAt;
  private final int busy;
  private final int workers;

  /**
   * @param connections by its own count
   * @param limit of connections
   * @param resumesAt the number of connections at which it accepts again after reaching the limit;
   *     -1 if that is one less than the limit
   * @param busy threads of its pool
   * @param workers how many threads its pool may have
   */
  public ServerFigures(int connections, int limit, int resumesAt, int busy, int workers) {
    this.connections = connections;
    this.limit = limit;
    this.resumesAt = resumesAt;
    this.busy = busy;
    this.workers = workers;
  }

  /** Whether it counts its connections, and has a limit for them. */
  public boolean known() {
    return connections >= 0 && limit > 0;
  }

  public int connections() {
    return connections;
  }

  public int limit() {
    return limit;
  }

  public int busy() {
    return busy;
  }

  public int workers() {
    return workers;
  }

  public boolean limitReached() {
    return known() && connections >= limit;
  }

  /** Whether the limit cannot be the reason for waiting, be it reached now or before. */
  public boolean limitIsNoReason() {
    return known() && connections < limit && (resumesAt < 0 || connections <= resumesAt);
  }

  int resumesAt() {
    return resumesAt;
  }
}
