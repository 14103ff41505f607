package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.text.FigureText;

/**
 * The time in which nothing of the process ran, and what it went into. The sampler's own lateness
 * has one reason at a time, so the one that has the largest share of it is named.
 */
final class Standstill {
  private static final long MIN_NANOS = 50_000_000;

  /** In a longer one as many may have come one by one. */
  private static final long SHORT_NANOS = 500_000_000;

  /** Nobody's queue is worked off in less. */
  private static final long LONG_NANOS = 1_000_000_000;

  /** A thread that waits for ever is woken to be stopped, and to go on. */
  private static final int WAKES_OF_A_STOP = 2;

  /** In pauses for garbage collection. */
  final long collectingNanos;

  /** In pauses of any kind. */
  final long pausedNanos;

  /** Ready to run, without a CPU. */
  final long runDelayNanos;

  /** With a CPU that the hypervisor gave to others. */
  final long stolenNanos;

  /** Whether something stopped the process in the midst of a pause, which is not to blame then. */
  final boolean stoppedAtSafepoint;

  /** For none of these reasons. */
  final long stoppedNanos;

  /** Whether clients would have been refused without it just as well, because they came at once. */
  final boolean isOutdone;

  private final Evidence evidence;
  private final long lateNanos;

  Standstill(Evidence evidence) {
    this.evidence = evidence;
    HostPeriod host = evidence.host;
    lateNanos = host.lateNanos;
    // Some collectors count their concurrent work as well, which stops nobody. And what a safepoint
    // took is counted only after it, when whoever waited for its end may run already.
    long stoodNanos = Math.max(host.safepointNanos, lateNanos);
    long countedNanos =
        Math.max(0, host.safepointNanos < 0 ? host.gcNanos : Math.min(host.gcNanos, stoodNanos));
    long atSafepointNanos = Math.max(countedNanos, host.safepointNanos);
    stoppedAtSafepoint = wereThreadsWoken(host) && isIdle(host, atSafepointNanos);
    collectingNanos = stoppedAtSafepoint ? 0 : countedNanos;
    pausedNanos = stoppedAtSafepoint ? 0 : atSafepointNanos;
    runDelayNanos = Math.max(0, host.runDelayNanos);
    stolenNanos = Math.max(0, host.stolenNanos);
    stoppedNanos =
        Math.max(
            stoppedAtSafepoint ? atSafepointNanos - host.cpuNanos : 0,
            lateNanos - pausedNanos - runDelayNanos - stolenNanos);
    isOutdone = Math.max(pausedNanos, stoppedNanos) < SHORT_NANOS && Burst.isCauseEnough(evidence);
  }

  /** As a stop wakes all of them, even those that wait for ever, and its end once more. */
  private static boolean wereThreadsWoken(HostPeriod host) {
    return host.firstThreadRuns >= WAKES_OF_A_STOP;
  }

  /** What the JVM holds its threads for is work, of one thread at least. */
  private static boolean isIdle(HostPeriod host, long nanos) {
    return host.cpuNanos >= 0 && 2 * host.cpuNanos < nanos;
  }

  /** Whether all of the process was stopped, as far as it can be seen. */
  boolean mayBeAStop() {
    HostPeriod host = evidence.host;
    return host.firstThreadRuns < 0
        || wereThreadsWoken(host)
        || host.cpuNanos < 0
        || isIdle(host, stoppedNanos);
  }

  /** Whether threads were woken as by a stop; else it was a debugger of the JVM's own, perhaps. */
  boolean isAStopForSure() {
    return evidence.host.firstThreadRuns < 0 || wereThreadsWoken(evidence.host);
  }

  /** Whether it explains the trouble, and this is where most of it went. */
  boolean isBy(long shareNanos) {
    return explains(lateNanos)
        && shareNanos > 0
        && shareNanos >= pausedNanos
        && shareNanos >= runDelayNanos
        && shareNanos >= stolenNanos
        && shareNanos >= stoppedNanos;
  }

  /**
   * Half of the trouble is enough: what waited through a pause still has to be worked off after it.
   * But an acceptor that is seen to wait for something does so however long nothing runs.
   */
  boolean explains(long nanos) {
    return nanos >= MIN_NANOS
        && !isOutdone
        && (isHalfOfTheTime(nanos) || isHalfOfTheLongestWait(nanos))
        && !acceptorWaits(evidence);
  }

  /** Of a trouble that has lasted for long no more is known than of the time looked back on. */
  private boolean isHalfOfTheTime(long nanos) {
    long lookedBackNanos =
        evidence.host.nanos > 0
            ? Math.min(evidence.troubleNanos, evidence.host.nanos)
            : evidence.troubleNanos;
    return 2 * nanos >= lookedBackNanos;
  }

  /** Where nobody waits any more, what is to be explained are the waits that there were. */
  private boolean isHalfOfTheLongestWait(long nanos) {
    return nanos >= LONG_NANOS
        && evidence.length == 0
        && evidence.waitMaxMillis > 0
        && 2 * nanos >= evidence.waitMaxMillis * 1_000_000;
  }

  /** Whether the acceptor waits for something else than connections, as far as it was seen. */
  static boolean acceptorWaits(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return evidence.workers.waitingForPlace() != null
        || (acceptor != null
            && acceptor.doing() == Doing.SOMETHING_ELSE
            && acceptor.looks() >= 2
            && acceptor.sample().state() != Thread.State.RUNNABLE
            && acceptor.share() >= 0.5
            && !Acceptor.isBackInPool(evidence, acceptor)
            && !Acceptor.hasReturned(evidence)
            && !ServerSignatureSeen.isRefuted(evidence));
  }

  /** Whether the cgroup's CPU quota held the process back most of the time. */
  static boolean isThrottled(HostPeriod host) {
    return host.throttledPeriods >= 2 && 2 * host.throttledPeriods >= host.quotaPeriods;
  }

  /**
   * To be added to a remedy. Of those who are turned away some would find room in a longer one, and
   * behind accept nobody asks for one.
   */
  String noBacklogHelps() {
    return evidence.overflowed || evidence.unserved >= 0 ? "" : " A longer backlog does not help.";
  }

  /** {@code 1.3 s of the last 1.5 s}. */
  String share(long nanos) {
    return FigureText.seconds(nanos)
        + " of the last "
        + FigureText.seconds(Math.max(nanos, evidence.host.nanos));
  }
}
