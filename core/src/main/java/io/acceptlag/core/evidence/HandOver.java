package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * The threads that would free a blocked acceptor: they take what it hands over, give back the
 * permit that it needs, or run the task that it waits for.
 */
public final class HandOver {
  /** How it is known that they are the ones. */
  public enum Link {
    /** It is not known, so none are named. */
    NONE,
    /** They belong to, or refer to, the very object that the acceptor waits for. */
    SAME_OBJECT,
    /** They run the task that it waits for. */
    RUNS_IT,
    /** Their frames show that they are the server's workers. */
    FRAMES,
    /** They are of the only pool that the acceptor's own objects refer to. */
    HANDS_TO,
    /** They take from the only full queue that the acceptor's own objects refer to. */
    FULL_QUEUE
  }

  /** Nothing was sampled, or nothing found. */
  public static final HandOver UNKNOWN = new HandOver(Link.NONE, Workers.UNKNOWN, false);

  private final Link link;
  private final Workers threads;
  private final boolean full;

  /**
   * @param full whether their pool has all its threads, and its queue no room
   */
  public HandOver(Link link, Workers threads, boolean full) {
    this.link = link;
    this.threads = threads;
    this.full = full;
  }

  /**
   * The workers of a known server, found by the frames of their threads; unknown if the blocked
   * thread belongs to no such server.
   *
   * @param blocked the acceptor, or the thread that it waits for
   * @param threads gives samples of all threads, if they are needed
   */
  public static HandOver byFrames(
      StackTraceElement[] blocked, Supplier<List<AcceptorSample>> threads) {
    KnownWorkers known = KnownWorkers.of(blocked);
    List<AcceptorSample> workers =
        known == null ? Collections.emptyList() : known.among(threads.get());
    return workers.isEmpty() ? UNKNOWN : new HandOver(Link.FRAMES, Workers.of(workers), true);
  }

  public Link link() {
    return link;
  }

  public Workers threads() {
    return threads;
  }

  /** Of the busy thread that stands for all of them; empty where they are in several places. */
  public StackTraceElement[] frames() {
    CommonFrame frame = CommonFrame.of(threads.busyOnes());
    return frame == null || frame.count() < threads.busy()
        ? new StackTraceElement[0]
        : frame.sample().stack();
  }

  /** Whether the pool refuses work now. */
  public boolean full() {
    return full;
  }

  /** Whether this explains why the acceptor has to wait: hardly any of the threads is free. */
  public boolean explains() {
    return link != Link.NONE && threads.known() && 10 * threads.busy() >= 9 * threads.total();
  }
}
