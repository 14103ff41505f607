package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HostPeriod;
import org.jspecify.annotations.Nullable;

/** The process wanted to run and got no CPU. */
final class CpuStarvation implements Cause {
  /** One that takes so many may well be seen in accept() each time, and never waits in it. */
  private static final double FAST_PER_SECOND = 500;

  private static final String LOOK_FOR_WHAT_TAKES_THEM =
      "Look for what takes the CPUs, in this process or beside it, and for threads of a better"
          + " nice value.";

  private static final double PRESSURE_MIN = 0.1;

  /** Of the time; a thread that mostly sleeps waits for longer where CPUs are in demand at all. */
  private static final double RUN_DELAY_MIN = 0.02;

  /** A single sample may find an acceptor that is busy all the time in accept() by chance. */
  private static final int LOOKS_IN_ACCEPT_MIN = 2;

  /** Any thread may go without one from one poll to the next. */
  private static final int LOOKS_WITHOUT_CPU_MIN = 3;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Standstill still = new Standstill(evidence);
    // One that waits for something else than a CPU has another cause.
    if (Standstill.acceptorWaits(evidence)
        || Acceptor.computesForOne(evidence)
        || still.isOutdone) {
      return null;
    }
    Diagnosis whole = ofProcess(evidence.host, still);
    AcceptorView acceptor = evidence.acceptor;
    return whole != null || acceptor == null ? whole : ofAcceptor(evidence, acceptor);
  }

  private static @Nullable Diagnosis ofProcess(HostPeriod host, Standstill still) {
    if (Standstill.isThrottled(host)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION,
          "The cgroup's CPU quota held the process back: it was throttled in "
              + host.throttledPeriods
              + " of the last "
              + host.quotaPeriods
              + " periods.",
          "Raise the CPU limit of the container, or give it less work." + still.noBacklogHelps());
    }
    if (still.isBy(still.runDelayNanos)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION,
          "The process was ready to run and got no CPU: acceptlag's own thread waited for one for "
              + still.share(still.runDelayNanos)
              + ".",
          "Look for what else runs on this host, or for more threads of this process than it has"
              + " CPUs.");
    }
    if (still.isBy(still.stolenNanos)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION,
          "This virtual machine was ready to run and its hypervisor gave the CPUs to others: for "
              + still.share(still.stolenNanos)
              + " (steal in /proc/stat).",
          "Move it to a host that is less busy, or give it CPUs of its own."
              + still.noBacklogHelps());
    }
    return null;
  }

  private static @Nullable Diagnosis ofAcceptor(Evidence evidence, AcceptorView acceptor) {
    if (SelectorSpins.isSeen(evidence)) {
      // It is always ready, and does not accept with a CPU either.
      return null;
    }
    if (Acceptor.isKeptReady(evidence)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION, acceptor.withoutCpu() + ".", LOOK_FOR_WHAT_TAKES_THEM);
    }
    if (acceptor.looksThere() >= LOOKS_WITHOUT_CPU_MIN && Acceptor.lacksCpu(evidence)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION,
          acceptor.thread()
              + " could run and had a CPU for "
              + Math.round(100 * acceptor.cpuShare())
              + " % of the time"
              + acceptor.howOften()
              + ". It is in "
              + acceptor.where()
              + ".",
          LOOK_FOR_WHAT_TAKES_THEM,
          acceptor);
    }
    if (isHeldUpInAccept(evidence, acceptor) && !areCpusFree(evidence.host)) {
      return Diagnosis.of(
          CauseId.CPU_STARVATION,
          acceptor.thread()
              + " is in accept()"
              + acceptor.howOften()
              + " while connections wait, so it waits for a CPU.",
          LOOK_FOR_WHAT_TAKES_THEM,
          acceptor);
    }
    return null;
  }

  /**
   * With connections in the queue, accept() returns as soon as its thread runs. A virtual thread
   * without a carrier has to be woken first, and to be given one.
   */
  private static boolean isHeldUpInAccept(Evidence evidence, AcceptorView acceptor) {
    return acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS
        && acceptor.looksThere() >= LOOKS_IN_ACCEPT_MIN
        && acceptor.share() >= 0.5
        && isSlow(evidence)
        && evidence.elsewhere.atAnother() == 0
        && evidence.length > 0
        && !acceptor.sleeps()
        && !evidence.carriers.latest().acceptorWithoutCarrier()
        && !Frames.waitsInSelector(acceptor.stack())
        && !evidence.descriptors.exhausted();
  }

  /**
   * A fast acceptor is always seen in accept(). How fast one is that was searched for is not known.
   */
  private static boolean isSlow(Evidence evidence) {
    return !evidence.unseen
        && !evidence.foundBy.isFound()
        && evidence.acceptedLatelyPerSecond < FAST_PER_SECOND;
  }

  /** Then nobody waits for one for long. */
  private static boolean areCpusFree(HostPeriod host) {
    return host.cpuPressureNanos >= 0
        ? host.cpuPressureNanos < host.nanos * PRESSURE_MIN
        // Not every kernel keeps pressure: Red Hat's do not unless they are told to (psi=1).
        : host.runDelayNanos >= 0
            && host.nanos > 0
            && host.runDelayNanos < host.nanos * RUN_DELAY_MIN;
  }
}
