package io.acceptlag.core.evidence;

import java.util.HashSet;
import java.util.Set;

/** Counts the latest consecutive samples in which no carrier was free. */
public final class CarrierTally {
  private CarrierSample latest = CarrierSample.UNKNOWN;
  private final Set<Long> keepers = new HashSet<>();
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
      keepers.clear();
      keepers.addAll(sample.holderIds());
    }
    keepers.retainAll(sample.holderIds());
    lastNanos = nowNanos;
    noneFree++;
  }

  public Carriers view() {
    return latest == CarrierSample.UNKNOWN
        ? Carriers.UNKNOWN
        : new Carriers(
            latest,
            noneFree,
            noneFree == 0 ? 0 : keepers.size(),
            noneFree == 0 ? 0 : lastNanos - firstNanos);
  }
}
