package io.acceptlag.core.evidence;

/** For how long no carrier has been free for an acceptor that is a virtual thread. */
public final class Carriers {
  public static final Carriers UNKNOWN = new Carriers(CarrierSample.UNKNOWN, 0, 0, 0);

  private final CarrierSample latest;
  private final int noneFree;
  private final int kept;
  private final long spanNanos;

  /**
   * @param noneFree how many consecutive samples, up to the latest, found no carrier free
   * @param kept how many threads held a carrier in all of these samples
   * @param spanNanos from the first of these to the last
   */
  Carriers(CarrierSample latest, int noneFree, int kept, long spanNanos) {
    this.latest = latest;
    this.noneFree = noneFree;
    this.kept = kept;
    this.spanNanos = spanNanos;
  }

  public CarrierSample latest() {
    return latest;
  }

  public int noneFree() {
    return noneFree;
  }

  int kept() {
    return kept;
  }

  /** Whether each carrier has been kept by one thread, and not by one after the other. */
  public boolean areKept() {
    return kept > 0 && kept == latest.carriers();
  }

  public long spanNanos() {
    return spanNanos;
  }
}
