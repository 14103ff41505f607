package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.VirtualThreads;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.unserved.UnreadDescriptors;
import java.lang.management.ThreadInfo;
import java.net.AcceptlagFields;
import java.net.ServerSocket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Samples a thread by its stack and, for locks, by the JVM's ThreadMXBean. Using that bean does not
 * create the platform MBean server, which a custom MBeanServerBuilder may want to make.
 */
public final class ThreadProbe implements AcceptorProbe {
  private static final StackTraceElement[] NO_STACK = {};

  private final JvmBeans beans;
  private final ThreadSamples samples;
  private final RunnableThreads runnables;
  private final int javaVersion;
  private final @Nullable VirtualThreadFields virtualThreads;
  private final CarrierProbe carriers;
  private final @Nullable VirtualThreadWalk walk;
  private final @Nullable SelectionKeys selectionKeys;

  /** Null if the agent was there before the application. */
  private @Nullable UnseenAcceptors unseen;

  public ThreadProbe(BaseModule base, JvmBeans beans, int javaVersion) {
    this(beans, javaVersion, VirtualThreadFields.open(base, javaVersion), SelectionKeys.open(base));
    ThreadFacts.open(base);
  }

  /** A probe that reads no fields of the JDK. */
  ThreadProbe(JvmBeans beans, int javaVersion) {
    this(beans, javaVersion, null, null);
  }

  private ThreadProbe(
      JvmBeans beans,
      int javaVersion,
      @Nullable VirtualThreadFields virtualThreads,
      @Nullable SelectionKeys selectionKeys) {
    this.beans = beans;
    samples = new ThreadSamples(beans);
    runnables = new RunnableThreads(beans, javaVersion);
    this.javaVersion = javaVersion;
    this.virtualThreads = virtualThreads;
    this.selectionKeys = selectionKeys;
    carriers = new CarrierProbe(virtualThreads);
    walk = virtualThreads == null ? null : VirtualThreadWalk.of(virtualThreads);
  }

  /** From now on, also finds acceptors that were stuck before. */
  public void find(UnseenAcceptors among) {
    unseen = among;
  }

  /** From now on, also asks the kernel whether a thread is ready to run. */
  public void ask(KernelThreads kernel) {
    runnables.ask(kernel);
  }

  @Override
  public FoundAcceptor find(int fd, int others) {
    UnseenAcceptors among = unseen;
    try {
      if (among == null) {
        return NativeAcceptors.find(others);
      }
      List<Thread> virtual = walk == null ? Collections.<Thread>emptyList() : walk.threads();
      return among.find(fd, others, virtual);
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management, or a class that can no longer be loaded.
      return FoundAcceptor.NONE;
    }
  }

  @Override
  public void nextPoll() {
    samples.forget();
    runnables.nextPoll();
  }

  @Override
  public AcceptorSample sample(Thread acceptor) {
    return sample(acceptor, false);
  }

  @Override
  public AcceptorSample sampleAgain(Thread acceptor) {
    return sample(acceptor, true);
  }

  /**
   * @param again whether it may be left out where the thread is
   */
  private AcceptorSample sample(Thread acceptor, boolean again) {
    if (virtualThreads != null && virtualThreads.isVirtual(acceptor)) {
      return sampleVirtual(acceptor, virtualThreads);
    }
    Thread.State state = ThreadFacts.state(acceptor);
    if (state == Thread.State.TERMINATED) {
      return new AcceptorSample(acceptor.getName(), state, NO_STACK, null, null, NO_STACK);
    }
    if (state == Thread.State.RUNNABLE) {
      return runnables.sample(acceptor, again);
    }
    StackTraceElement[] stack = runnables.stack(acceptor);
    ThreadInfo info = infoOf(acceptor);
    if (info == null || info.getLockOwnerId() < 0) {
      return sampleByLock(acceptor, state, stack, info);
    }
    return new AcceptorSample(
        acceptor.getName(),
        state,
        stack,
        info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
        info.getLockOwnerName(),
        stackOf(info.getLockOwnerId()));
  }

  /** If a virtual thread holds a lock, the JVM's bean does not say so. */
  private static AcceptorSample sampleByLock(
      Thread acceptor, Thread.State state, StackTraceElement[] stack, @Nullable ThreadInfo info) {
    Thread owner = LockOwner.of(LockSupport.getBlocker(acceptor));
    return new AcceptorSample(
        acceptor.getName(),
        state,
        stack,
        info == null || info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
        owner == null ? null : CarrierProbe.nameOf(owner),
        owner == null ? NO_STACK : ThreadFacts.stack(owner));
  }

  /** The JVM's bean knows no virtual threads. */
  private static AcceptorSample sampleVirtual(Thread acceptor, VirtualThreadFields fields) {
    Object blocker = LockSupport.getBlocker(acceptor);
    Thread owner = LockOwner.of(blocker);
    return new AcceptorSample(
        CarrierProbe.nameOf(acceptor),
        fields.stateOf(acceptor),
        ThreadFacts.stack(acceptor),
        blocker == null ? null : blocker.getClass().getName(),
        owner == null ? null : CarrierProbe.nameOf(owner),
        owner == null ? NO_STACK : ThreadFacts.stack(owner));
  }

  /** For how long this thread has waited, in all, for another one to show its stack. */
  long waitedNanos() {
    return runnables.waitedNanos();
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
  public Workers serving(Thread acceptor) {
    if (!AcceptlagFields.areReadable()) {
      return Workers.UNKNOWN;
    }
    ServingPool pool = new ServingPool(acceptor, ThreadSamples.others(Thread.currentThread()));
    List<Thread> threads = pool.threads();
    return threads.isEmpty()
        ? Workers.UNKNOWN
        : Workers.of(samples.of(threads), 0, threads.size(), pool.threadsMax())
            .ofPool(pool.className());
  }

  @Override
  public Serving behind(@Nullable Thread acceptor, UnreadDescriptors unread) {
    return new Behind(samples, carriers, walk, acceptor).look(unread);
  }

  @Override
  public boolean isOfPool(Thread acceptor) {
    return AcceptlagFields.areReadable()
        && new ThreadBodies(new ObjectFields()).pool(acceptor) != null;
  }

  @Override
  public HandOver handOver(Thread acceptor) {
    if (!AcceptlagFields.areReadable()) {
      return HandOver.UNKNOWN;
    }
    ThreadInfo info = infoOf(acceptor);
    if (info != null && info.getLockOwnerId() >= 0) {
      // The holder of a lock is known without this.
      return HandOver.UNKNOWN;
    }
    WhoFrees who = HandOverChain.endOf(acceptor, Waiting.of(acceptor, info));
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
            Workers.of(samples.of(busy), idle, threads, -1),
            who.link() == HandOver.Link.FULL_QUEUE || PoolRoom.isFull(who.pool(), threads));
  }

  @Override
  public Holders holders(Thread acceptor) {
    return LockChain.from(infoOf(acceptor), ThreadIds.of(acceptor), beans);
  }

  @Override
  public @Nullable Thread completing(Object listener) {
    return new CompletionThreads(beans).completing(new AsyncListener(listener));
  }

  @Override
  public AsyncAccept asyncAccept(Object listener, @Nullable Thread completing) {
    return new AsyncAccept(new AsyncListener(listener).asked(), completing != null);
  }

  @Override
  public Workers group(Object listener) {
    List<Thread> threads = ThreadPools.workers(new AsyncListener(listener).executor());
    return threads.isEmpty()
        ? Workers.UNKNOWN
        : Workers.of(samples.of(threads), 0, threads.size(), -1);
  }

  @Override
  public List<AcceptorSample> all() {
    List<Thread> all = ThreadSamples.others(Thread.currentThread());
    return all.size() < ThreadSamples.POOL_MAX ? samples.of(all) : Collections.emptyList();
  }

  @Override
  public List<List<AcceptorSample>> pools() {
    List<Thread> all = ThreadSamples.others(Thread.currentThread());
    List<List<AcceptorSample>> sampled = new ArrayList<>();
    if (all.size() < ThreadSamples.POOL_MAX) {
      for (List<Thread> threads : ThreadPools.of(all).values()) {
        sampled.add(samples.of(threads));
      }
    }
    return sampled;
  }

  /**
   * The acceptor of a non-blocking channel waits in a selector, where it is not seen. Before Java
   * 11 isBlocking() takes the lock that a blocking accept holds, and would block this thread.
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
    ThreadInfo info = beans.threads().getThreadInfo(threadId, ThreadSamples.FRAMES_MAX);
    return info == null ? NO_STACK : info.getStackTrace();
  }

  /** Null for a virtual thread, and if the image has no java.management. */
  private @Nullable ThreadInfo infoOf(Thread thread) {
    try {
      return beans.threads().getThreadInfo(ThreadIds.of(thread));
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }
}
