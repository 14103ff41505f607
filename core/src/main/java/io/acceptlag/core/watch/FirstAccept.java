package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.listener.Listener;

/** Whether anything has ever accepted on a listener, as far as that can be known. */
final class FirstAccept {
  private final Listener listener;
  private final OldestWait oldest;
  private final long foundNanos;

  /** When nothing had accepted on it yet, if that was ever seen. */
  private long unacceptedNanos;

  private boolean seenUnaccepted;

  FirstAccept(Listener listener, OldestWait oldest, long foundNanos) {
    this.listener = listener;
    this.oldest = oldest;
    this.foundNanos = foundNanos;
  }

  /**
   * @param accepted connections taken so far
   */
  void observe(long nowNanos, long accepted) {
    if (accepted == 0 && listener.hooked() && listener.acceptor() == null) {
      unacceptedNanos = nowNanos;
      seenUnaccepted = true;
    }
  }

  void describe(Incident incident, long nowNanos, Evidence.Builder evidence) {
    evidence.knownNanos = Math.max(0, nowNanos - foundNanos);
    // Of a listener that no hook has seen, nobody knows, unless it has long been watched.
    boolean watched =
        listener.expected() && evidence.knownNanos >= OldestWait.UNHOOKED_AGE_MIN_NANOS;
    evidence.everAccepted =
        !(listener.hooked() || (watched && !oldest.fellUncounted()))
            || listener.accepted() > 0
            || listener.acceptor() != null;
    evidence.beganBeforeFirstAccept =
        seenUnaccepted && unacceptedNanos - incident.startNanos() >= 0;
  }
}
