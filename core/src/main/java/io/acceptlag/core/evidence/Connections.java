package io.acceptlag.core.evidence;

/** Accepted connections as the kernel has them. -1 where they were not counted. */
public final class Connections {
  public static final Connections UNKNOWN = new Connections(-1, -1, -1);

  private final int open;
  private final int leftByClient;
  private final int elsewhere;

  /**
   * @param open established, at the listener's port
   * @param leftByClient at the listener's port: the client has closed it, the server has not
   * @param elsewhere both kinds, at the other ports at which this process listens
   */
  public Connections(int open, int leftByClient, int elsewhere) {
    this.open = open;
    this.leftByClient = leftByClient;
    this.elsewhere = elsewhere;
  }

  public boolean known() {
    return open >= 0;
  }

  public int open() {
    return open;
  }

  public int leftByClient() {
    return leftByClient;
  }

  public int elsewhere() {
    return elsewhere;
  }

  /** Those at the listener's port that take a place. */
  public int held() {
    return open + leftByClient;
  }

  /** Those of two tables together; one that is not there has none. */
  public Connections plus(Connections other) {
    if (!known() || !other.known()) {
      return known() ? this : other;
    }
    return new Connections(
        open + other.open, leftByClient + other.leftByClient, elsewhere + other.elsewhere);
  }
}
