package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.Period;

/** What happens to the whole process, from poll to poll. */
final class HostWatch {
  /**
   * A poll that is late by less has waited for a CPU, or worked, no longer than this. In the ten
   * polls up to the next complete reading that is less than 10 ms, and no trouble is that short.
   */
  private static final long LATE_AT_ALL_NANOS = 1_000_000;

  private final HostProbe probe;
  private final long pollNanos;
  private final HostHistory history = new HostHistory();
  private final HostReading reading = new HostReading();
  private final Due allDue = new Due(Period.WHOLE_HOST);
  private long lastNanos;

  HostWatch(HostProbe probe, long pollNanos) {
    this.probe = probe;
    this.pollNanos = pollNanos;
  }

  void read(long nowNanos, long lateNanos) {
    boolean all = allDue.is(nowNanos) || lateNanos >= HostHistory.LATE_MIN_NANOS;
    if (all) {
      allDue.done(nowNanos);
    }
    boolean late = nowNanos - lastNanos >= pollNanos + LATE_AT_ALL_NANOS;
    lastNanos = nowNanos;
    reading.clear();
    probe.read(reading, late, all);
    history.add(nowNanos, lateNanos, reading);
  }

  /** For how long the process stood still before this poll, as far as it did not want a CPU. */
  long standstillNanos() {
    return history.standstillNanos();
  }

  /**
   * The period from then to now; everything is read for it.
   *
   * @param nowNanos taken late in this poll
   */
  HostPeriod since(long startNanos, long nowNanos) {
    reading.clear();
    probe.read(reading, true, true);
    return history.since(startNanos, nowNanos, reading);
  }

  /** Copies the last reading. Figures that are not read each time are from when they last were. */
  void copyTo(HostReading other) {
    history.copyLatestTo(other);
  }

  /** -1 if it is expensive to count them, or if it cannot be known. */
  long openDescriptors() {
    return probe.openDescriptors();
  }

  Descriptors descriptors() {
    return probe.descriptors();
  }

  TaskLimit tasks() {
    return probe.tasks();
  }
}
