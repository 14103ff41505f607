package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.Scheduling;
import io.acceptlag.probes.procfs.Tasks;

/** One thread, as the kernel has seen it from one look to the next. */
final class KernelThread {
  /** To look through all threads takes a millisecond for every hundred of them. */
  private static final int SEARCHES_MAX = 3;

  private static final StackTraceElement[] NOT_ASKED = {};

  private final Tasks tasks;
  private int searches;

  /** The kernel's id; 0 before it is found. */
  private int task;

  private Readiness readiness = Readiness.UNKNOWN;
  private long lookedNanos;
  private long ranNanos = -1;
  private boolean hasRun = true;
  private boolean starves;
  private StackTraceElement[] stack = NOT_ASKED;

  KernelThread(Tasks tasks) {
    this.tasks = tasks;
  }

  /**
   * Unknown until it is called while the thread does not run.
   *
   * @param nowRanNanos for how long the thread has run in all; -1 if that is not known
   */
  Readiness look(long nowNanos, long nowRanNanos) {
    if (task == 0 && nowRanNanos >= 0 && searches < SEARCHES_MAX && isWorthASearch(nowRanNanos)) {
      searches++;
      task = tasks.havingRun(nowRanNanos);
    }
    Readiness before = readiness;
    readiness = task == 0 ? Readiness.UNKNOWN : tasks.readiness(task);
    long ranLatelyNanos = nowRanNanos - ranNanos;
    hasRun = ranNanos < 0 || ranLatelyNanos != 0;
    starves =
        before == Readiness.READY
            && readiness == Readiness.READY
            && Scheduling.isHardlyAny(ranLatelyNanos, nowNanos - lookedNanos);
    lookedNanos = nowNanos;
    ranNanos = nowRanNanos;
    return readiness;
  }

  /** A thread that runs each time is not found. */
  private boolean isWorthASearch(long nowRanNanos) {
    return searches == 0 || ranNanos == nowRanNanos;
  }

  /** Its stack when it was last asked, which is still its stack if it has not run since. */
  boolean isWhereItWas() {
    return readiness != Readiness.UNKNOWN && !hasRun && stack.length > 0;
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
  }
}
