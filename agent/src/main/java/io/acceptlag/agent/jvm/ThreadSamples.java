package io.acceptlag.agent.jvm;

import io.acceptlag.agent.threads.AllThreads;
import io.acceptlag.agent.threads.OwnThreads;
import io.acceptlag.core.evidence.AcceptorSample;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Threads of this process, and samples of many of them. */
final class ThreadSamples {
  /** A pool of more than this is sampled in part. */
  static final int POOL_MAX = 256;

  private static final StackTraceElement[] NO_STACK = {};
  private static final int FRAMES_MAX = 64;

  /**
   * The first threads of a pool are sampled in full, to show the application. For the others the
   * top frames are enough, which show whether a thread is idle.
   */
  private static final int SEEN_IN_FULL = 8;

  private static final int TOP_FRAMES = 16;

  /**
   * The most lock owners to look up in one sample of many threads, because each costs a VM
   * operation.
   */
  private static final int OWNERS_MAX = 4;

  private final JvmBeans beans;

  /** The full samples of this poll, by the number of the thread. */
  private final Map<Long, AcceptorSample> ofThisPoll = new HashMap<>();

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
    long[] ids = ids(threads);
    int inFull = Math.min(ids.length, SEEN_IN_FULL);
    Map<Long, AcceptorSample> samples = new LinkedHashMap<>();
    try {
      sample(Arrays.copyOf(ids, inFull), FRAMES_MAX, samples);
      sample(Arrays.copyOfRange(ids, inFull, ids.length), TOP_FRAMES, samples);
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management: the pool is not known, or a part of it.
    }
    return new ArrayList<>(samples.values());
  }

  /** The same with full stacks, because a server's frames are at the bottom. */
  List<AcceptorSample> inFull(List<Thread> threads) {
    List<Thread> missing = new ArrayList<>();
    List<Thread> wanted = threads.subList(0, Math.min(POOL_MAX, threads.size()));
    for (Thread thread : wanted) {
      if (!ofThisPoll.containsKey(ThreadIds.of(thread))) {
        missing.add(thread);
      }
    }
    try {
      sample(ids(missing), FRAMES_MAX, ofThisPoll);
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

  /** Called at the next poll. Within one poll all listeners in trouble share the samples. */
  void forget() {
    if (!ofThisPoll.isEmpty()) {
      ofThisPoll.clear();
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
  private void sample(long[] ids, int frames, Map<Long, AcceptorSample> into) {
    if (ids.length == 0) {
      return;
    }
    Map<Long, StackTraceElement[]> owners = new HashMap<>();
    ThreadInfo[] infos = beans.threads().getThreadInfo(ids, frames);
    for (int i = 0; i < infos.length; i++) {
      ThreadInfo info = infos[i];
      if (info != null) {
        into.put(
            // On Java 8 the id in the info may come from an overridden getId() of the thread.
            ids[i],
            new AcceptorSample(
                info.getThreadName(),
                info.getThreadState(),
                info.getStackTrace(),
                info.getLockInfo() == null ? null : info.getLockInfo().getClassName(),
                info.getLockOwnerName(),
                stackOfOwner(info, owners)));
      }
    }
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
