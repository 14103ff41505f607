package io.acceptlag.core.cause;

import org.jspecify.annotations.Nullable;

/** One look at the thread that last called accept(). */
public final class AcceptorSample {
  private final String threadName;
  private final Thread.State state;
  private final StackTraceElement[] stack;
  private final @Nullable String lock;
  private final @Nullable String lockOwner;

  /**
   * @param stack leaf first; empty when the thread has ended
   * @param lock the class of what it waits for, if anything
   * @param lockOwner the name of the thread that holds it, if one does
   */
  public AcceptorSample(
      String threadName,
      Thread.State state,
      StackTraceElement[] stack,
      @Nullable String lock,
      @Nullable String lockOwner) {
    this.threadName = threadName;
    this.state = state;
    this.stack = stack;
    this.lock = lock;
    this.lockOwner = lockOwner;
  }

  String threadName() {
    return threadName;
  }

  Thread.State state() {
    return state;
  }

  StackTraceElement[] stack() {
    return stack;
  }

  @Nullable String lock() {
    return lock;
  }

  @Nullable String lockOwner() {
    return lockOwner;
  }
}
