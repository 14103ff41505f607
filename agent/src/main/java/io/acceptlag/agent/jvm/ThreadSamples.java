package io.acceptlag.agent.jvm;

import io.acceptlag.agent.threads.AllThreads;
import io.acceptlag.agent.threads.OwnThreads;
import io.acceptlag.core.evidence.AcceptorSample;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Threads of this process, and samples of many of them. */
final class ThreadSamples {
  /** A pool of more than this is sampled in part. */
  static final int POOL_MAX = 256;

  private static final StackTraceElement[] NO_STACK = {};

  /**
   * A server's own frames are at the bottom, below those of filters, proxies and drivers: 70 in a
   * small Quarkus, 150 in Spring MVC with Hibernate.
   */
  static final int FRAMES_MAX = 512;

  /** Even of many threads. */
  private static final int FRAMES_MIN = 128;

  /** All threads stand still while their frames are read, about a microsecond for three. */
  private static final int FRAMES_AT_ONCE = 32_768;

  /**
   * The most lock owners to look up in one sample of many threads, because each costs a VM
   * operation.
   */
  private static final int OWNERS_MAX = 4;

  private final JvmBeans beans;

  /** The samples of this poll, by the number of the thread. */
  private final Map<Long, AcceptorSample> ofThisPoll = new HashMap<>();

  /** How many more frames this poll may read. */
  private int framesLeft = FRAMES_AT_ONCE;

  ThreadSamples(JvmBeans beans) {
    this.beans = beans;
  }

  /** All threads except that one and our own. */
  static List<Thread> others(Thread but) {
    List<Thread> others = new ArrayList<>();
    for (Thread thread : AllThreads.list()) {
      if (thread != but && !(thread.getThreadGroup() instanceof OwnThreads)) {
        others.add(thread);
      }
    }
    return others;
  }

  /** One sample of each; of the first ones, where there are too many. */
  List<AcceptorSample> of(List<Thread> threads) {
    List<Thread> missing = new ArrayList<>();
    List<Thread> wanted = threads.subList(0, Math.min(POOL_MAX, threads.size()));
    for (Thread thread : wanted) {
      if (!ofThisPoll.containsKey(ThreadIds.of(thread))) {
        missing.add(thread);
      }
    }
    try {
      sample(ids(missing), ofThisPoll);
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management: the pool is not known.
      return new ArrayList<>();
    }
    List<AcceptorSample> samples = new ArrayList<>();
    for (Thread thread : wanted) {
      AcceptorSample sample = ofThisPoll.get(ThreadIds.of(thread));
      if (sample != null) {
        samples.add(sample);
      }
    }
    return samples;
  }

  /**
   * @param ownerStack of the thread that holds the lock it waits for; empty where that is not
   *     wanted
   */
  static AcceptorSample of(ThreadInfo info, StackTraceElement[] ownerStack) {
    return new AcceptorSample(
        info.getThreadName(),
        info.getThreadState(),
        info.getStackTrace(),
        info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
        info.getLockOwnerName(),
        ownerStack);
  }

  /** Called at the next poll. Within one poll all listeners in trouble share the samples. */
  void forget() {
    if (!ofThisPoll.isEmpty()) {
      ofThisPoll.clear();
      framesLeft = FRAMES_AT_ONCE;
    }
  }

  static long[] ids(List<Thread> threads) {
    long[] ids = new long[Math.min(POOL_MAX, threads.size())];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = ThreadIds.of(threads.get(i));
    }
    return ids;
  }

  /**
   * Takes all samples in one VM operation, because up to Java 18 each single sample stops all
   * threads.
   */
  private void sample(long[] ids, Map<Long, AcceptorSample> into) {
    if (ids.length == 0) {
      return;
    }
    Map<Long, StackTraceElement[]> owners = new HashMap<>();
    ThreadInfo[] infos = beans.threads().getThreadInfo(ids, framesMax(ids.length, framesLeft));
    for (int i = 0; i < infos.length; i++) {
      ThreadInfo info = infos[i];
      if (info != null) {
        framesLeft = Math.max(0, framesLeft - info.getStackTrace().length);
        into.put(
            // On Java 8 the id in the info may come from an overridden getId() of the thread.
            ids[i], of(info, stackOfOwner(info, owners)));
      }
    }
  }

  /**
   * @param threads that are sampled at once
   */
  static int framesMax(int threads) {
    return framesMax(threads, FRAMES_AT_ONCE);
  }

  private static int framesMax(int threads, int left) {
    return Math.max(FRAMES_MIN, Math.min(FRAMES_MAX, left / Math.max(1, threads)));
  }

  /** Most threads that wait at all wait for the same owner. */
  private StackTraceElement[] stackOfOwner(
      ThreadInfo waiting, Map<Long, StackTraceElement[]> owners) {
    Long owner = waiting.getLockOwnerId();
    StackTraceElement[] known = owners.get(owner);
    if (known == null && owner > 0 && owners.size() < OWNERS_MAX) {
      ThreadInfo info = beans.threads().getThreadInfo(owner, FRAMES_MAX);
      known = info == null ? NO_STACK : info.getStackTrace();
      owners.put(owner, known);
    }
    return known == null ? NO_STACK : known;
  }
}
