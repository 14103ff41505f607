package io.acceptlag.core.report;

import io.acceptlag.core.kernel.LocalAddress;

/**
 * One sampled connection that was read for the first time after its data had been seen unread. All
 * times are of System.nanoTime; when it was read is known to within a poll.
 */
public final class FirstRead {
  private final LocalAddress listener;
  private final long acceptedNanos;
  private final long dataNanos;
  private final long readNanos;
  private final long incident;

  /**
   * @param acceptedNanos the same number as in its {@link SlowAccept}, if there is one
   * @param dataNanos the later of accept and first data
   * @param incident the incident of unserved connections that it belongs to, or {@link
   *     SlowAccept#NO_INCIDENT}
   */
  public FirstRead(
      LocalAddress listener, long acceptedNanos, long dataNanos, long readNanos, long incident) {
    this.listener = listener;
    this.acceptedNanos = acceptedNanos;
    this.dataNanos = dataNanos;
    this.readNanos = readNanos;
    this.incident = incident;
  }

  public LocalAddress listener() {
    return listener;
  }

  public long acceptedNanos() {
    return acceptedNanos;
  }

  public long dataNanos() {
    return dataNanos;
  }

  public long readNanos() {
    return readNanos;
  }

  public long incident() {
    return incident;
  }
}
