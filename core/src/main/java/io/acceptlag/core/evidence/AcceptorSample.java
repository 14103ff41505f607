package io.acceptlag.core.evidence;

import org.jspecify.annotations.Nullable;

/** One sample of the thread that last called accept(). */
public final class AcceptorSample {
  private final String threadName;
  private final Thread.State state;
  private final StackTraceElement[] stack;
  private final @Nullable String lock;
  private final @Nullable String lockOwner;
  private final StackTraceElement[] ownerStack;

  /** The CPU time of the thread so far; -1 where it is not known. */
  private final long cpuNanos;

  private final long threadId;
  private final Readiness readiness;

  /**
   * @param stack leaf first; empty when the thread has ended
   * @param lock the class of what it waits for, if anything
   * @param lockOwner the name of the thread that holds it, if one does
   * @param ownerStack of that thread, leaf first; empty where there is none
   */
  public AcceptorSample(
      String threadName,
      Thread.State state,
      StackTraceElement[] stack,
      @Nullable String lock,
      @Nullable String lockOwner,
      StackTraceElement[] ownerStack) {
    this(threadName, state, stack, lock, lockOwner, ownerStack, -1, 0, Readiness.UNKNOWN);
  }

  private AcceptorSample(
      String threadName,
      Thread.State state,
      StackTraceElement[] stack,
      @Nullable String lock,
      @Nullable String lockOwner,
      StackTraceElement[] ownerStack,
      long cpuNanos,
      long threadId,
      Readiness readiness) {
    this.threadName = threadName;
    this.state = state;
    this.stack = stack;
    this.lock = lock;
    this.lockOwner = lockOwner;
    this.ownerStack = ownerStack;
    this.cpuNanos = cpuNanos;
    this.threadId = threadId;
    this.readiness = readiness;
  }

  /** The same, of the thread with that id, which has run for so long in all. */
  public AcceptorSample havingRun(long nanos, long id, Readiness readiness) {
    return new AcceptorSample(
        threadName, state, stack, lock, lockOwner, ownerStack, nanos, id, readiness);
  }

  /**
   * Whether it was not asked where it is: a thread that wants a CPU and gets none cannot answer,
   * and until Java 18 all others would have to wait for it.
   */
  boolean isWithoutPlace() {
    return readiness == Readiness.READY && stack.length == 0;
  }

  /** Whether the kernel had it ready to run. */
  public boolean wantsCpu() {
    return readiness == Readiness.READY;
  }

  long cpuNanos() {
    return cpuNanos;
  }

  long threadId() {
    return threadId;
  }

  Readiness readiness() {
    return readiness;
  }

  public String threadName() {
    return threadName;
  }

  public Thread.State state() {
    return state;
  }

  public StackTraceElement[] stack() {
    return stack;
  }

  public @Nullable String lock() {
    return lock;
  }

  public @Nullable String lockOwner() {
    return lockOwner;
  }

  public StackTraceElement[] ownerStack() {
    return ownerStack;
  }
}
