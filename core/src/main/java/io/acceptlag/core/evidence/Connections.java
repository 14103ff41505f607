package io.acceptlag.core.evidence;

/** Numbers of accepted connections, as the kernel lists them; -1 where they were not counted. */
public final class Connections {
  public static final Connections UNKNOWN = new Connections(-1, -1, -1, -1);

  private final int open;
  private final int leftByClient;
  private final int closedByServer;
  private final int elsewhere;

  /**
   * @param open established, at the listener's port
   * @param leftByClient at the listener's port: the client has closed it, the server has not
   * @param closedByServer at the listener's port: the server has closed its side and still holds
   *     the socket, because the client has not; -1 in recordings that are older than this
   * @param elsewhere all kinds, at the other ports at which this process listens
   */
  public Connections(int open, int leftByClient, int closedByServer, int elsewhere) {
    this.open = open;
    this.leftByClient = leftByClient;
    this.closedByServer = closedByServer;
    this.elsewhere = elsewhere;
  }

  public boolean known() {
    return open >= 0;
  }

  /** Whether all kinds that take a place were counted. */
  public boolean complete() {
    return known() && closedByServer >= 0;
  }

  public int open() {
    return open;
  }

  public int leftByClient() {
    return leftByClient;
  }

  public int closedByServer() {
    return closedByServer;
  }

  public int elsewhere() {
    return elsewhere;
  }

  /**
   * Connections at the listener's port that count for its limit; at least so many unless {@link
   * #complete}.
   */
  public int held() {
    return open + leftByClient + Math.max(0, closedByServer);
  }

  /** The sum of two tables; a table that is not there counts as empty. */
  public Connections plus(Connections other) {
    if (!known() || !other.known()) {
      return known() ? this : other;
    }
    return new Connections(
        open + other.open,
        leftByClient + other.leftByClient,
        closedByServer + other.closedByServer,
        elsewhere + other.elsewhere);
  }
}
