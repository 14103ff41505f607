package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.LocalAddress;
import org.jspecify.annotations.Nullable;

/** Who closes a listener, and how many clients wait: as it was when its close() began. */
public final class Closing {
  private static final StackTraceElement[] NO_STACK = {};

  private final int waiting;
  private final String thread;
  private final boolean interrupted;
  private final @Nullable Throwable trace;
  private final @Nullable LocalAddress address;

  /**
   * @param waiting connections that wait to be accepted, -1 where that is not known
   * @param interrupted whether the thread that closes it is interrupted
   * @param trace made by that thread; null where it is not worth its cost
   * @param address null where the sampler knows it
   */
  Closing(
      int waiting,
      String thread,
      boolean interrupted,
      @Nullable Throwable trace,
      @Nullable LocalAddress address) {
    this.waiting = waiting;
    this.thread = thread;
    this.interrupted = interrupted;
    this.trace = trace;
    this.address = address;
  }

  /** Whether clients waited, whose connections the kernel resets. */
  public boolean isHarmful() {
    return waiting > 0;
  }

  /** The connections that waited to be accepted, -1 where that is not known. */
  public int waiting() {
    return waiting;
  }

  public String thread() {
    return thread;
  }

  /** Whether that thread was interrupted. */
  public boolean interrupted() {
    return interrupted;
  }

  /** The stack of that thread, leaf first; empty where it was not worth its cost. */
  public StackTraceElement[] stack() {
    return trace == null ? NO_STACK : trace.getStackTrace();
  }

  /** Null where the sampler knows it. */
  public @Nullable LocalAddress address() {
    return address;
  }
}
