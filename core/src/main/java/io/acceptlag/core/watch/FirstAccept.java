package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.listener.Listener;

/** Whether anything has ever accepted on a listener, as far as that can be known. */
final class FirstAccept {
  /** Clients refused for longer than this would have been refused with any backlog. */
  private static final long SYN_COMES_AGAIN_NANOS = 1_000_000_000;

  private final Listener listener;
  private final OldestWait oldest;
  private final long foundNanos;

  /**
   * Of polls in a row that found connections waiting and nothing accepted yet, the time of the
   * first one. A single such poll proves nothing: it may fall into the first burst of a server that
   * is ready.
   */
  private long waitedSinceNanos;

  private long waitedUntilNanos;
  private boolean waiting;

  FirstAccept(Listener listener, OldestWait oldest, long foundNanos) {
    this.listener = listener;
    this.oldest = oldest;
    this.foundNanos = foundNanos;
  }

  /**
   * @param accepted connections taken so far
   */
  void observe(long nowNanos, int length, long accepted) {
    if (length > 0 && accepted == 0 && listener.acceptor() == null) {
      waitedSinceNanos = waiting ? waitedSinceNanos : nowNanos;
      waitedUntilNanos = nowNanos;
      waiting = true;
    } else if (accepted == 0) {
      waiting = false;
    }
  }

  /**
   * Whether everything ever accepted had waited for long: then one poll is enough to have seen it.
   */
  private boolean onlyDelayed(Incident incident) {
    return incident.delayed() > 0 && incident.delayed() == listener.accepted();
  }

  void describe(Incident incident, long nowNanos, Evidence.Builder evidence) {
    evidence.knownNanos = Math.max(0, nowNanos - foundNanos);
    // It is unknown for a listener that no hook has seen, unless it has long been watched.
    boolean watched =
        listener.expected() && evidence.knownNanos >= OldestWait.UNHOOKED_AGE_MIN_NANOS;
    evidence.everAccepted =
        !(listener.hooked() || (watched && !oldest.fellUncounted()))
            || listener.accepted() > 0
            || listener.acceptor() != null;
    long waitedNanos = waitedUntilNanos - waitedSinceNanos;
    evidence.beganBeforeFirstAccept =
        waiting
            && (waitedNanos > 0 || onlyDelayed(incident))
            && waitedUntilNanos - incident.startNanos() >= 0
            && (!evidence.everAccepted
                || (listener.hooked()
                    && (!evidence.overflowed || waitedNanos >= SYN_COMES_AGAIN_NANOS)));
  }
}
