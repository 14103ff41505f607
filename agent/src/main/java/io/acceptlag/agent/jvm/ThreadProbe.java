package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.Registration;
import java.lang.management.ThreadInfo;
import java.net.ServerSocket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a thread by its own stack and, for locks, by the JVM's ThreadMXBean. That bean is not
 * the platform MBean server, which a custom MBeanServerBuilder may want to make itself.
 */
public final class ThreadProbe implements AcceptorProbe {
  private static final StackTraceElement[] NO_STACK = {};

  /** A pool of more than this is sampled in part. */
  private static final int POOL_MAX = 256;

  private static final int FRAMES_MAX = 64;

  /** Of a pool the first ones show the application; whether a thread is idle, its top frames. */
  private static final int SEEN_IN_FULL = 8;

  private static final int TOP_FRAMES = 16;

  private final JvmBeans beans;
  private final int javaVersion;
  private final @Nullable VirtualThreadFields virtualThreads;
  private final CarrierProbe carriers;
  private final @Nullable SelectionKeys selectionKeys;

  public ThreadProbe(BaseModule base, JvmBeans beans, int javaVersion) {
    this(beans, javaVersion, VirtualThreadFields.open(base, javaVersion), SelectionKeys.open(base));
  }

  /** One that reads no fields of the JDK's. */
  ThreadProbe(JvmBeans beans, int javaVersion) {
    this(beans, javaVersion, null, null);
  }

  private ThreadProbe(
      JvmBeans beans,
      int javaVersion,
      @Nullable VirtualThreadFields virtualThreads,
      @Nullable SelectionKeys selectionKeys) {
    this.beans = beans;
    this.javaVersion = javaVersion;
    this.virtualThreads = virtualThreads;
    this.selectionKeys = selectionKeys;
    carriers = new CarrierProbe(virtualThreads);
  }

  @Override
  public AcceptorSample sample(Thread acceptor) {
    if (virtualThreads != null && virtualThreads.isVirtual(acceptor)) {
      return sampleVirtual(acceptor, virtualThreads);
    }
    Thread.State state = acceptor.getState();
    if (state == Thread.State.TERMINATED) {
      return new AcceptorSample(acceptor.getName(), state, NO_STACK, null, null, NO_STACK);
    }
    StackTraceElement[] stack = acceptor.getStackTrace();
    ThreadInfo info = state == Thread.State.RUNNABLE ? null : infoOf(acceptor);
    return new AcceptorSample(
        acceptor.getName(),
        state,
        stack,
        info == null || info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
        info == null ? null : info.getLockOwnerName(),
        info == null || info.getLockOwnerId() < 0 ? NO_STACK : stackOf(info.getLockOwnerId()));
  }

  /** The JVM's bean knows no virtual threads. */
  private static AcceptorSample sampleVirtual(Thread acceptor, VirtualThreadFields fields) {
    Thread carrier = fields.carrierOf(acceptor);
    // Its own state may be asked for without a lock only while it has no carrier.
    Thread.State state = carrier == null ? acceptor.getState() : carrier.getState();
    Object blocker = LockSupport.getBlocker(acceptor);
    return new AcceptorSample(
        CarrierProbe.nameOf(acceptor),
        state,
        acceptor.getStackTrace(),
        blocker == null ? null : blocker.getClass().getName(),
        null,
        NO_STACK);
  }

  @Override
  public CarrierSample carriers(Thread acceptor) {
    return carriers.sample(acceptor);
  }

  @Override
  public List<AcceptorSample> pool(String namePrefix) {
    long[] ids = new long[POOL_MAX];
    int found = 0;
    for (Thread thread : allThreads()) {
      if (thread != null && found < POOL_MAX && thread.getName().startsWith(namePrefix)) {
        ids[found++] = thread.getId();
      }
    }
    int inFull = Math.min(found, SEEN_IN_FULL);
    List<AcceptorSample> samples = new ArrayList<>();
    try {
      sampleAll(Arrays.copyOf(ids, inFull), FRAMES_MAX, samples);
      sampleAll(Arrays.copyOfRange(ids, inFull, found), TOP_FRAMES, samples);
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management: the pool is not known.
      return samples;
    }
    return samples;
  }

  @Override
  public List<AcceptorSample> all() {
    return allThreads().length < POOL_MAX ? pool("") : Collections.emptyList();
  }

  /**
   * All in one operation of the JVM's: up to Java 18 each sample by itself would stop all threads.
   */
  private void sampleAll(long[] ids, int frames, List<AcceptorSample> into) {
    for (ThreadInfo info : beans.threads().getThreadInfo(ids, frames)) {
      if (info != null) {
        into.add(
            new AcceptorSample(
                info.getThreadName(),
                info.getThreadState(),
                info.getStackTrace(),
                null,
                null,
                NO_STACK));
      }
    }
  }

  /** Without their stacks: Thread.getAllStackTraces would stop all of them to walk these. */
  static @Nullable Thread[] allThreads() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    // Some may start meanwhile; enumerate passes over those that do not fit.
    Thread[] threads = new Thread[root.activeCount() + 64];
    root.enumerate(threads, true);
    return threads;
  }

  /**
   * A non-blocking channel's acceptor waits in a selector, where it is not seen. Before Java 11
   * isBlocking() takes the lock that a blocking accept holds, and would stop this thread with it.
   */
  @Override
  public boolean waitsInsideAccept(Object listener) {
    return listener instanceof ServerSocketChannel
        ? javaVersion >= 11 && ((ServerSocketChannel) listener).isBlocking()
        : listener instanceof ServerSocket;
  }

  @Override
  public Registration registration(Object listener) {
    return selectionKeys == null ? Registration.UNKNOWN : selectionKeys.of(listener);
  }

  @Override
  public boolean isAsynchronous(Object listener) {
    return listener instanceof AsynchronousServerSocketChannel;
  }

  private StackTraceElement[] stackOf(long threadId) {
    ThreadInfo info = beans.threads().getThreadInfo(threadId, FRAMES_MAX);
    return info == null ? NO_STACK : info.getStackTrace();
  }

  /** Null for a virtual thread, and where the image has no java.management. */
  private @Nullable ThreadInfo infoOf(Thread thread) {
    try {
      return beans.threads().getThreadInfo(thread.getId());
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
