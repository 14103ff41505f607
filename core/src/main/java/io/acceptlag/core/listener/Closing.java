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
  private final boolean byCollector;

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
    this(waiting, thread, interrupted, trace, address, false);
  }

  private Closing(
      int waiting,
      String thread,
      boolean interrupted,
      @Nullable Throwable trace,
      @Nullable LocalAddress address,
      boolean byCollector) {
    this.waiting = waiting;
    this.thread = thread;
    this.interrupted = interrupted;
    this.trace = trace;
    this.address = address;
    this.byCollector = byCollector;
  }

  /**
   * The JVM closed it, because the application has dropped its object.
   *
   * @param waiting connections that waited when it was last read
   * @param acceptor the last to accept; null where none was seen
   */
  public static Closing byCollector(int waiting, @Nullable Thread acceptor) {
    String ended = acceptor == null || acceptor.isAlive() ? "" : acceptor.getName();
    return new Closing(waiting, ended, false, null, null, true);
  }

  /** Whether clients waited, whose connections the kernel resets. */
  public boolean isHarmful() {
    return waiting > 0;
  }

  /** The connections that waited to be accepted, -1 where that is not known. */
  public int waiting() {
    return waiting;
  }

  /** The thread that closes it; of the collector's, the last acceptor if it has ended, or empty. */
  public String thread() {
    return thread;
  }

  /** Whether nobody closed it but the JVM, which had found that nothing refers to its object. */
  public boolean byCollector() {
    return byCollector;
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
