package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import org.jspecify.annotations.Nullable;

/** The process wanted to run and got no CPU. */
final class CpuStarvation implements Cause {
  private static final String ID = "cpu_starvation";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    HostPeriod host = evidence.host;
    boolean throttled =
        host.throttledPeriods >= 2 && 2 * host.throttledPeriods >= host.quotaPeriods;
    if (throttled && !waitsElsewhere(evidence.acceptor)) {
      return Diagnosis.of(
          ID,
          "The cgroup's CPU quota held the process back: it was throttled in "
              + host.throttledPeriods
              + " of the last "
              + host.quotaPeriods
              + " periods.",
          "Raise the CPU limit of the container, or give it less work. A longer backlog does not"
              + " help.");
    }
    if (Standstill.explains(host.lateNanos, evidence) && 2 * host.runDelayNanos >= host.lateNanos) {
      return Diagnosis.of(
          ID,
          "The process was ready to run and got no CPU: a thread of acceptlag's that does nothing"
              + " but sleep waited for one for "
              + Standstill.of(host.runDelayNanos, evidence)
              + ".",
          "Look for what else runs on this host, or for more threads of this process than it has"
              + " CPUs.");
    }
    return null;
  }

  /** One that waits for something else than a CPU has another cause. */
  private static boolean waitsElsewhere(@Nullable AcceptorView acceptor) {
    return acceptor != null
        && acceptor.doing() == Doing.SOMETHING_ELSE
        && acceptor.sample().state() != Thread.State.RUNNABLE
        && acceptor.share() >= 0.5;
  }
}
