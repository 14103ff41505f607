package io.acceptlag.core.evidence;

/** Counts the latest samples in which no carrier was free. One that is free ends the count. */
public final class CarrierTally {
  private CarrierSample latest = CarrierSample.UNKNOWN;
  private int noneFree;
  private long firstNanos;
  private long lastNanos;

  public void clear() {
    latest = CarrierSample.UNKNOWN;
    noneFree = 0;
  }

  public void add(long nowNanos, CarrierSample sample) {
    latest = sample;
    if (!sample.isNoneFree()) {
      noneFree = 0;
      return;
    }
    if (noneFree == 0) {
      firstNanos = nowNanos;
    }
    lastNanos = nowNanos;
    noneFree++;
  }

  public Carriers view() {
    return latest == CarrierSample.UNKNOWN
        ? Carriers.UNKNOWN
        : new Carriers(latest, noneFree, noneFree == 0 ? 0 : lastNanos - firstNanos);
  }
}
