package io.acceptlag.opentelemetry;

import java.net.AcceptlagMeasurements;
import org.jspecify.annotations.Nullable;

/** Asks acceptlag by its class in java.base. */
final class MetAcceptlag implements Acceptlag {
  private final AcceptlagMeasurements measurements;
  private final String version;

  MetAcceptlag(AcceptlagMeasurements measurements, String version) {
    this.measurements = measurements;
    this.version = version;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isEmpty() {
    return measurements.isEmpty();
  }

  @Override
  public @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long localPort, long startEpochNanos) {
    return measurements.claim(peerAddress, peerPort, localPort, startEpochNanos);
  }

  @Override
  public Object[] metrics(boolean deltaCounters, boolean deltaHistograms) {
    return measurements.metrics(deltaCounters, deltaHistograms);
  }
}
