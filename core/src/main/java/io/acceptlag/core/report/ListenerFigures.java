package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import java.util.Map;

/**
 * The figures of one listener for the metrics, read at one moment. Those not known are -1, or NaN.
 */
public final class ListenerFigures {
  public final LocalAddress listener;

  /** Waits by {@link io.acceptlag.core.listener.WaitHistogram} bucket. */
  public final long[] waits;

  public final long waitSumMillis;
  public final int queueLength;
  public final int queueLimit;
  public final long oldestMillis;
  public final long saturatedMillis;

  /** -1 where accepts are not seen; then neither the waits nor what is counted by them is known. */
  public final long accepted;

  public final long abandoned;
  public final long handshakeDelayed;
  public final long drops;
  public final double acceptorBusy;

  /** Incidents that have ended, by cause. */
  public final Map<CauseId, Long> incidentsByCause;

  /** Not to be read again: the listener is closed, and these are its last figures. */
  public final boolean closed;

  /** False where accepts are not seen, or none could be measured. */
  public boolean waitsKnown() {
    if (accepted <= 0) {
      return accepted == 0;
    }
    for (long count : waits) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }

  public ListenerFigures(
      LocalAddress listener,
      long[] waits,
      long waitSumMillis,
      int queueLength,
      int queueLimit,
      long oldestMillis,
      long saturatedMillis,
      long accepted,
      long abandoned,
      long handshakeDelayed,
      long drops,
      double acceptorBusy,
      Map<CauseId, Long> incidentsByCause,
      boolean closed) {
    this.listener = listener;
    this.waits = waits;
    this.waitSumMillis = waitSumMillis;
    this.queueLength = queueLength;
    this.queueLimit = queueLimit;
    this.oldestMillis = oldestMillis;
    this.saturatedMillis = saturatedMillis;
    this.accepted = accepted;
    this.abandoned = abandoned;
    this.handshakeDelayed = handshakeDelayed;
    this.drops = drops;
    this.acceptorBusy = acceptorBusy;
    this.incidentsByCause = incidentsByCause;
    this.closed = closed;
  }
}
