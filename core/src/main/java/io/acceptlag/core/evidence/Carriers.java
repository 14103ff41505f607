package io.acceptlag.core.evidence;

/** For how long no carrier has been free for an acceptor that is a virtual thread. */
public final class Carriers {
  public static final Carriers UNKNOWN = new Carriers(CarrierSample.UNKNOWN, 0, 0);

  private final CarrierSample latest;
  private final int noneFree;
  private final long spanNanos;

  /**
   * @param noneFree how many samples up to the latest, one after the other, found no carrier free
   * @param spanNanos from the first of these to the last
   */
  Carriers(CarrierSample latest, int noneFree, long spanNanos) {
    this.latest = latest;
    this.noneFree = noneFree;
    this.spanNanos = spanNanos;
  }

  public CarrierSample latest() {
    return latest;
  }

  public int noneFree() {
    return noneFree;
  }

  public long spanNanos() {
    return spanNanos;
  }
}
