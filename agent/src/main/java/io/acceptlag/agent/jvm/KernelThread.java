package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.Scheduling;
import io.acceptlag.probes.procfs.Tasks;

/** One thread, as the kernel has seen it from one look to the next. */
final class KernelThread {
  /** One that runs each time is not found. */
  private static final int SEARCHES_MAX = 3;

  /** Looks that are closer are of one poll, and what they find is the same. */
  private static final long POLL_MIN_NANOS = 5_000_000;

  /** A thread that just waits for its turn has had no CPU for a while, either. */
  private static final long STARVES_MIN_NANOS = 50_000_000;

  private static final StackTraceElement[] NOT_ASKED = {};

  private final KernelThreads all;
  private final Tasks tasks;
  private int searches;

  /** The kernel's id; 0 before it is found. */
  private int task;

  private Readiness readiness = Readiness.UNKNOWN;
  private long lookedNanos;

  /** For how long it had run at the last look, and when it last showed its stack; -1 before. */
  private long ranNanos = -1;

  private long ranAtStackNanos = -1;
  private StackTraceElement[] stack = NOT_ASKED;
  private boolean starves;

  KernelThread(KernelThreads all, Tasks tasks) {
    this.all = all;
    this.tasks = tasks;
  }

  /**
   * Unknown until it is called while the thread does not run.
   *
   * @param nowRanNanos for how long the thread has run in all; -1 if that is not known
   */
  Readiness look(long nowNanos, long nowRanNanos) {
    long sinceLookNanos = nowNanos - lookedNanos;
    if (readiness != Readiness.UNKNOWN && sinceLookNanos < POLL_MIN_NANOS) {
      return readiness;
    }
    if (task == 0 && isWorthASearch(nowRanNanos) && all.takeSearch()) {
      searches++;
      task = tasks.havingRun(nowRanNanos);
    }
    Readiness before = readiness;
    readiness = task == 0 || nowRanNanos < 0 ? Readiness.UNKNOWN : tasks.readiness(task);
    starves =
        before == Readiness.READY
            && readiness == Readiness.READY
            && sinceLookNanos >= STARVES_MIN_NANOS
            && Scheduling.isHardlyAny(nowRanNanos - ranNanos, sinceLookNanos);
    lookedNanos = nowNanos;
    ranNanos = nowRanNanos;
    return readiness;
  }

  private boolean isWorthASearch(long nowRanNanos) {
    return nowRanNanos >= 0
        && searches < SEARCHES_MAX
        && (searches == 0 || ranNanos == nowRanNanos);
  }

  /** Whether it has not run since it showed its stack, which is its stack still. */
  boolean isWhereItWas() {
    return readiness != Readiness.UNKNOWN && ranNanos == ranAtStackNanos;
  }

  StackTraceElement[] stack() {
    return stack;
  }

  /**
   * Whether it waits for a CPU once more, and had hardly any since the last look. In Java code it
   * would not tell its stack before it gets one.
   */
  boolean starves() {
    return starves;
  }

  void showed(StackTraceElement[] itsStack) {
    stack = itsStack;
    ranAtStackNanos = ranNanos;
  }
}
