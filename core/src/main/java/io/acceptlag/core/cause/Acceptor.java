package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.PoolStack;
import io.acceptlag.core.evidence.Workers;

/** Whether the acceptor gets on, or is kept somewhere. */
final class Acceptor {
  /** Below this it is not at work but stuck, again and again. */
  private static final double AT_WORK_PER_SECOND = 10;

  /** A single sample of an acceptor that is well may find it between two accepts. */
  private static final long ONE_SAMPLE_IS_ENOUGH_NANOS = 200_000_000;

  /** The share of the time for which a thread that mostly sleeps waits for a CPU there. */
  private static final double BUSY_CPUS = 0.25;

  private static final int SAMPLES_AT_BUSY_CPUS = 4;

  /** A thread that computes has one for most of the time, unless others want it as well. */
  private static final double CPU_SHARE_STARVED = 0.25;

  /** CPU time for one connection that is too much even where a CPU is always at hand. */
  private static final long LONG_WORK_NANOS = 200_000_000;

  /** One sample may find it between the end of a task and the next. */
  private static final int LOOKS_OF_OTHER_WORK = 2;

  private Acceptor() {}

  /**
   * Whether it could run and got hardly any CPU: the kernel says so, or there were too few of them.
   */
  static boolean lacksCpu(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && (isKeptReady(evidence)
            || (acceptor.hardlyRan(CPU_SHARE_STARVED)
                && !acceptor.sleeps()
                && areCpusScarce(evidence.host)
                && !waitsForInitialiser(evidence)));
  }

  /**
   * Whether the kernel had it ready to run and hardly ever gave it a CPU. Of a pool, another thread
   * may accept the next one. Who yields gives it away.
   */
  static boolean isKeptReady(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && acceptor.lacksCpu()
        && !evidence.acceptsInPool
        && !Stacks.contains(acceptor.stack(), "java.lang.Thread", "yield");
  }

  private static boolean areCpusScarce(HostPeriod host) {
    return (host.throttledPeriods > 0 && host.throttledPeriods >= BUSY_CPUS * host.quotaPeriods)
        || (host.cpuPressureNanos > 0 && host.cpuPressureNanos >= BUSY_CPUS * host.nanos)
        || (host.runDelayNanos > 0 && host.runDelayNanos >= BUSY_CPUS * host.nanos);
  }

  /** For a class that another thread initialises, as far as that is seen: no lock shows it. */
  static boolean waitsForInitialiser(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null && acceptor.neverRan() && !evidence.holders.chain().isEmpty();
  }

  /**
   * Whether it is what uses up the cgroup's quota: it computes in one place, takes nothing
   * meanwhile, and most of what the process gets of its CPUs goes there. With a larger one it would
   * be kept there just so.
   */
  static boolean computesForOne(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && Standstill.isThrottled(evidence.host)
        && countsAccepts(evidence)
        && acceptor.doing() == Doing.SOMETHING_ELSE
        && acceptor.sample().state() == Thread.State.RUNNABLE
        && acceptor.onlyPlace() != null
        && acceptor.looksThere() >= SAMPLES_AT_BUSY_CPUS
        && acceptor.cpuNanos() >= LONG_WORK_NANOS
        && evidence.acceptedPerSecond == 0
        && evidence.host.cpuNanos > 0
        && 2 * acceptor.cpuShare() * evidence.host.nanos >= evidence.host.cpuNanos;
  }

  /** Whether it is the only one to accept, and each of its accepts is seen. */
  private static boolean countsAccepts(Evidence evidence) {
    return !evidence.unseen
        && !evidence.foundBy.isFound()
        && !evidence.acceptsInPool
        && !evidence.asynchronous;
  }

  /** Whether it is busy computing, as far as is seen, and takes one connection after another. */
  static boolean isAtWork(Evidence evidence) {
    return evidence.acceptor != null
        && evidence.acceptor.sample().state() == Thread.State.RUNNABLE
        && evidence.acceptedLatelyPerSecond >= AT_WORK_PER_SECOND
        && (!evidence.acceptor.waitsInNative(CPU_SHARE_STARVED) || areCpusScarce(evidence.host));
  }

  /** Whether it does something else than accept, and does not get on. */
  static boolean isStuck(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && !isBackInPool(evidence, acceptor)
        && acceptor.doing() == Doing.SOMETHING_ELSE
        && !isAtWork(evidence)
        && !mayWaitForCpu(acceptor, evidence)
        && (computesForOne(evidence) || (!acceptor.lacksCpu() && !lacksCpu(evidence)))
        && (acceptor.looks() > 1 || evidence.troubleNanos >= ONE_SAMPLE_IS_ENOUGH_NANOS);
  }

  /**
   * Whether any thread of its pool accepts, and this one, which did so last, waits there for work:
   * that keeps nobody from accepting.
   */
  static boolean isBackInPool(Evidence evidence, AcceptorView acceptor) {
    // It may have been found in a handler: the sample is the later one.
    return (evidence.asynchronous || evidence.acceptsInPool) && Workers.isIdle(acceptor.sample());
  }

  /**
   * Whether what accepted in it has returned: it waits in its pool for work, or was seen twice with
   * other work. Then what keeps it keeps nobody from accepting.
   */
  static boolean hasReturned(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && acceptor.doing() != Doing.ENDED
        && (evidence.elsewhere.outsideTask() >= LOOKS_OF_OTHER_WORK
            || PoolStack.waitsForWork(acceptor.stack()));
  }

  /**
   * Whether it may only lack a CPU wherever it was found: it could run, and others who could run as
   * well were kept waiting. Whoever really stays there is found there again.
   */
  private static boolean mayWaitForCpu(AcceptorView acceptor, Evidence evidence) {
    return acceptor.sample().state() == Thread.State.RUNNABLE
        && !acceptor.sleeps()
        && acceptor.looksThere() < SAMPLES_AT_BUSY_CPUS
        && evidence.host.runDelayNanos > 0
        && evidence.host.runDelayNanos >= BUSY_CPUS * evidence.host.nanos;
  }
}
