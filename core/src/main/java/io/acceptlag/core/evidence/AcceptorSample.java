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
    this(threadName, state, stack, lock, lockOwner, ownerStack, -1);
  }

  private AcceptorSample(
      String threadName,
      Thread.State state,
      StackTraceElement[] stack,
      @Nullable String lock,
      @Nullable String lockOwner,
      StackTraceElement[] ownerStack,
      long cpuNanos) {
    this.threadName = threadName;
    this.state = state;
    this.stack = stack;
    this.lock = lock;
    this.lockOwner = lockOwner;
    this.ownerStack = ownerStack;
    this.cpuNanos = cpuNanos;
  }

  /** The same, of a thread that has run for so long in all. */
  public AcceptorSample havingRun(long nanos) {
    return new AcceptorSample(threadName, state, stack, lock, lockOwner, ownerStack, nanos);
  }

  long cpuNanos() {
    return cpuNanos;
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
