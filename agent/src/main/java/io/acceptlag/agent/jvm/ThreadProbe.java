package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.VirtualThreads;
import io.acceptlag.core.evidence.Workers;
import java.lang.management.ThreadInfo;
import java.net.AcceptlagFields;
import java.net.ServerSocket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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

  /** The handler's caller is at the bottom of what it does. */
  private static final int HANDLER_FRAMES_MAX = 128;

  /** From the acceptor's lock on, each the holder of the lock that the one before waits for. */
  private static final int HOLDERS_MAX = 3;

  /** Of a pool the first ones show the application; whether a thread is idle, its top frames. */
  private static final int SEEN_IN_FULL = 8;

  private static final int TOP_FRAMES = 16;

  private final JvmBeans beans;
  private final int javaVersion;
  private final @Nullable VirtualThreadFields virtualThreads;
  private final CarrierProbe carriers;
  private final @Nullable VirtualThreadWalk walk;
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
    walk = virtualThreads == null ? null : VirtualThreadWalk.of(virtualThreads);
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
    Object blocker = LockSupport.getBlocker(acceptor);
    return new AcceptorSample(
        CarrierProbe.nameOf(acceptor),
        fields.stateOf(acceptor),
        acceptor.getStackTrace(),
        blocker == null ? null : blocker.getClass().getName(),
        null,
        NO_STACK);
  }

  @Override
  public VirtualThreads virtualThreads() {
    if (javaVersion < VirtualThreadFields.SINCE) {
      return VirtualThreads.NONE;
    }
    return walk == null ? VirtualThreads.UNKNOWN : walk.take();
  }

  @Override
  public CarrierSample carriers(Thread acceptor) {
    return carriers.sample(acceptor);
  }

  @Override
  public List<AcceptorSample> pool(String namePrefix) {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : allThreads()) {
      if (thread != null && thread.getName().startsWith(namePrefix)) {
        found.add(thread);
      }
    }
    return sampleAll(found);
  }

  @Override
  public HandOver handOver(Thread acceptor) {
    if (!AcceptlagFields.areReadable()) {
      return HandOver.UNKNOWN;
    }
    ThreadInfo info = infoOf(acceptor);
    if (info != null && info.getLockOwnerId() >= 0) {
      // Who holds a lock is known without.
      return HandOver.UNKNOWN;
    }
    Waiting waiting = Waiting.of(acceptor, info);
    WhoFrees who = new WhoFrees(acceptor, waiting, others(acceptor));
    List<Thread> busy = new ArrayList<>();
    int idle = 0;
    for (Thread thread : who.threads()) {
      if (who.waitsForWork(thread)) {
        idle++;
      } else {
        busy.add(thread);
      }
    }
    int threads = who.threads().size();
    return threads == 0
        ? HandOver.UNKNOWN
        : new HandOver(
            who.link(),
            Workers.of(sampleAll(busy), idle, threads),
            PoolRoom.threadsMax(who.pool()),
            PoolRoom.isFull(who.pool(), threads));
  }

  @Override
  public Holders holders(Thread acceptor) {
    List<AcceptorSample> chain = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    seen.add(acceptor.getId());
    ThreadInfo info = infoOf(acceptor);
    while (info != null && info.getLockOwnerId() >= 0 && chain.size() < HOLDERS_MAX) {
      if (!seen.add(info.getLockOwnerId())) {
        return new Holders(chain, true);
      }
      info = beans.threads().getThreadInfo(info.getLockOwnerId(), FRAMES_MAX);
      if (info != null) {
        chain.add(
            new AcceptorSample(
                info.getThreadName(),
                info.getThreadState(),
                info.getStackTrace(),
                info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
                info.getLockOwnerName(),
                NO_STACK));
      }
    }
    return new Holders(chain, info != null && seen.contains(info.getLockOwnerId()));
  }

  @Override
  public @Nullable Thread completing(Object listener) {
    AsyncListener channel = new AsyncListener(listener);
    List<String> handlers = channel.handlerClasses();
    if (handlers.isEmpty()) {
      return null;
    }
    List<Thread> group = threadsOf(channel.executor());
    List<Thread> candidates = group.isEmpty() ? others(Thread.currentThread()) : group;
    int count = Math.min(POOL_MAX, candidates.size());
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = candidates.get(i).getId();
    }
    try {
      ThreadInfo[] infos = beans.threads().getThreadInfo(ids, HANDLER_FRAMES_MAX);
      for (int i = 0; i < infos.length; i++) {
        if (infos[i] != null && AsyncListener.isIn(handlers, infos[i].getStackTrace())) {
          return candidates.get(i);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management.
    }
    return null;
  }

  @Override
  public AsyncAccept asyncAccept(Object listener, @Nullable Thread completing) {
    return new AsyncAccept(new AsyncListener(listener).asked(), completing != null);
  }

  @Override
  public Workers group(Object listener) {
    List<Thread> threads = threadsOf(new AsyncListener(listener).executor());
    return threads.isEmpty() ? Workers.UNKNOWN : Workers.of(sampleAll(threads), 0, threads.size());
  }

  private static List<Thread> threadsOf(@Nullable Executor pool) {
    List<Thread> threads = new ArrayList<>();
    if (pool != null && AcceptlagFields.areReadable()) {
      ThreadBodies bodies = new ThreadBodies(new ObjectFields());
      for (Thread thread : others(Thread.currentThread())) {
        if (bodies.pool(thread) == pool) {
          threads.add(thread);
        }
      }
    }
    return threads;
  }

  /** All threads but that one and our own. */
  private static List<Thread> others(Thread acceptor) {
    ThreadGroup own = Thread.currentThread().getThreadGroup();
    List<Thread> others = new ArrayList<>();
    for (Thread thread : allThreads()) {
      if (thread != null && thread != acceptor && thread.getThreadGroup() != own) {
        others.add(thread);
      }
    }
    return others;
  }

  /** One sample of each; of the first ones, where there are too many. */
  private List<AcceptorSample> sampleAll(List<Thread> threads) {
    int found = Math.min(POOL_MAX, threads.size());
    long[] ids = new long[found];
    for (int i = 0; i < found; i++) {
      ids[i] = threads.get(i).getId();
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
