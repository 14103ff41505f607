package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Samples threads that are RUNNABLE, as the JVM sees it. They wait for no lock, but may not run.
 */
final class RunnableThreads {
  /** Before, all threads stand still until one has shown its stack. */
  private static final int SINGLE_THREAD_SINCE = 19;

  private static final StackTraceElement[] NO_STACK = {};

  private final JvmBeans beans;
  private final int javaVersion;
  private @Nullable KernelThreads kernelThreads;
  private long waitedNanos;

  RunnableThreads(JvmBeans beans, int javaVersion) {
    this.beans = beans;
    this.javaVersion = javaVersion;
  }

  /** From now on, also asks the kernel whether a thread is ready to run. */
  void ask(KernelThreads kernel) {
    kernelThreads = kernel;
  }

  void nextPoll() {
    KernelThreads kernel = kernelThreads;
    if (kernel != null) {
      kernel.nextPoll();
    }
  }

  /**
   * @param again whether it may be left out where the thread is, if it starves
   */
  AcceptorSample sample(Thread thread, boolean again) {
    KernelThreads kernel = kernelThreads;
    long id = ThreadIds.of(thread);
    long cpuNanos = cpuNanos(thread);
    if (kernel == null) {
      return runnable(thread, stack(thread)).havingRun(cpuNanos, id, Readiness.UNKNOWN);
    }
    KernelThread seen = kernel.of(id);
    Readiness readiness = seen.look(System.nanoTime(), cpuNanos);
    if (!seen.isWhereItWas()) {
      if (again && seen.starves()) {
        return runnable(thread, NO_STACK).havingRun(cpuNanos, id, readiness);
      }
      seen.showed(stack(thread));
    }
    return runnable(thread, seen.stack()).havingRun(cpuNanos, id, readiness);
  }

  private static AcceptorSample runnable(Thread thread, StackTraceElement[] stack) {
    return new AcceptorSample(thread.getName(), Thread.State.RUNNABLE, stack, null, null, NO_STACK);
  }

  StackTraceElement[] stack(Thread thread) {
    long start = System.nanoTime();
    StackTraceElement[] stack = ThreadFacts.stack(thread);
    if (javaVersion >= SINGLE_THREAD_SINCE) {
      waitedNanos += System.nanoTime() - start;
    }
    return stack;
  }

  /** For how long this thread has waited, in all, for another one to show its stack. */
  long waitedNanos() {
    return waitedNanos;
  }

  /** -1 if the JVM does not measure it, or was told not to. */
  private long cpuNanos(Thread thread) {
    try {
      return beans.threads().getThreadCpuTime(ThreadIds.of(thread));
    } catch (RuntimeException | LinkageError e) {
      return -1;
    }
  }
}
