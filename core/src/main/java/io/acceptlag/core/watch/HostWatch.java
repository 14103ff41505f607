package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.Period;

/** What befalls the whole process, from poll to poll. */
final class HostWatch {
  /**
   * While polls follow one another as they should, the thread has neither waited for a CPU for
   * longer nor worked: in ten of them, up to the next complete reading, for less than 10 ms. No
   * trouble is as short as that.
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

  /**
   * From then to now, of which all is read.
   *
   * @param nowNanos taken late in this poll
   */
  HostPeriod since(long startNanos, long nowNanos) {
    reading.clear();
    probe.read(reading, true, true);
    return history.since(startNanos, nowNanos, reading);
  }

  /** As it was read last; what is not read each time is that of the time when it was. */
  void copyTo(HostReading other) {
    history.copyLatestTo(other);
  }

  /** -1 where that takes more than a look, or cannot be known. */
  long openDescriptors() {
    return probe.openDescriptors();
  }

  Descriptors descriptors() {
    return probe.descriptors();
  }
}
