package io.acceptlag.core.connect;

/** Local ports that connections to one destination have, as the kernel lists them. */
public final class PortUse {
  private final int inUse;
  private final int timeWait;

  /**
   * @param inUse all of them, those in TIME_WAIT included; at least so many, where the count was
   *     cut short
   */
  public PortUse(int inUse, int timeWait) {
    this.inUse = inUse;
    this.timeWait = timeWait;
  }

  public int inUse() {
    return inUse;
  }

  /** Of these, connections that are closed and keep their port for a minute. */
  public int timeWait() {
    return timeWait;
  }
}
