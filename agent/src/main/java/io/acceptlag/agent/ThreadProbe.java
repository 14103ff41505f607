package io.acceptlag.agent;

import io.acceptlag.core.cause.AcceptorProbe;
import io.acceptlag.core.cause.AcceptorSample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a thread by its own stack and, for locks, by the JVM's ThreadMXBean. That bean is not
 * the platform MBean server, which a custom MBeanServerBuilder may want to make itself.
 */
final class ThreadProbe implements AcceptorProbe {
  private static final StackTraceElement[] NO_STACK = {};

  @Override
  public AcceptorSample sample(Thread acceptor) {
    Thread.State state = acceptor.getState();
    if (state == Thread.State.TERMINATED) {
      return new AcceptorSample(acceptor.getName(), state, NO_STACK, null, null);
    }
    StackTraceElement[] stack = acceptor.getStackTrace();
    ThreadInfo info = state == Thread.State.RUNNABLE ? null : infoOf(acceptor);
    return new AcceptorSample(
        acceptor.getName(),
        state,
        stack,
        info == null || info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
        info == null ? null : info.getLockOwnerName());
  }

  /** Null for a virtual thread, and where the image has no java.management. */
  private static @Nullable ThreadInfo infoOf(Thread thread) {
    try {
      return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
