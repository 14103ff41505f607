package io.acceptlag.core.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What serves the connections that an acceptor takes, as seen at one moment: the pool to which the
 * acceptor's own objects lead or in whose queue the connections are, and the loops that hand it
 * what clients send.
 */
public final class Serving {
  /** Nothing was sampled, or nothing found. */
  public static final Serving UNKNOWN = new Builder().build();

  private final Workers workers;
  private final boolean acceptorIsOfPool;
  private final boolean withoutThread;
  private final int queued;
  private final boolean mayGrow;
  private final boolean pollerGone;
  private final List<AcceptorSample> threads;
  private final CarrierSample carriers;

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  Serving(Builder from) {
    workers = from.workers;
    acceptorIsOfPool = from.acceptorIsOfPool;
    withoutThread = from.withoutThread;
    queued = from.queued;
    mayGrow = from.mayGrow;
    pollerGone = from.pollerGone;
    threads = from.threads;
    carriers = from.carriers;
  }

  /** The threads of the pool, except those that accept or select. */
  public Workers workers() {
    return workers;
  }

  boolean acceptorIsOfPool() {
    return acceptorIsOfPool;
  }

  /** Whether work waits for a pool that has no thread at all. */
  public boolean withoutThread() {
    return withoutThread;
  }

  /** Tasks that wait for a thread of the pool; -1 where it is not known. */
  public int queued() {
    return queued;
  }

  /** Whether no thread runs the server's poller. */
  public boolean pollerGone() {
    return pollerGone;
  }

  /** All threads that were sampled, with their whole stacks. */
  public List<AcceptorSample> threads() {
    return threads;
  }

  /** The carriers of virtual threads, as seen by a thread that needs one. */
  public CarrierSample carriers() {
    return carriers;
  }

  /**
   * Whether no worker is free, and work waits for one, as far as both are known. A selector of the
   * same pool does the work itself rather than let it wait in the queue. A pool that would rather
   * make another thread is not exhausted.
   */
  public boolean isExhausted() {
    return workers.known()
        && workers.busy() == workers.total()
        && (queued > 0 || (!mayGrow && (queued < 0 || acceptorIsOfPool)));
  }

  boolean mayGrow() {
    return mayGrow;
  }

  /** Collects what was found. */
  public static final class Builder {
    Workers workers = Workers.UNKNOWN;
    boolean acceptorIsOfPool;
    private boolean acceptorIsElsewhere;
    boolean withoutThread;
    int queued = -1;
    boolean mayGrow;
    boolean pollerGone;
    List<AcceptorSample> threads = Collections.emptyList();
    CarrierSample carriers = CarrierSample.UNKNOWN;

    /**
     * @param samples of its threads, or of as many as were sampled
     * @param all how many it has
     * @param max how many it may have; -1 where it is not known
     * @param queued tasks that wait for one of them, or -1
     */
    public Builder pool(List<AcceptorSample> samples, int all, int max, int queued) {
      List<AcceptorSample> others = new ArrayList<>();
      for (AcceptorSample thread : samples) {
        boolean reserved = queued > 0 && ServingLoop.isReserved(thread.stack());
        if (!reserved && !isAtItsPost(thread.stack(), queued)) {
          others.add(thread);
        }
      }
      this.queued = queued;
      withoutThread = all == 0 && queued > 0;
      int onDuty = samples.size() - others.size();
      workers = all == 0 ? Workers.UNKNOWN : Workers.of(others, 0, all - onDuty, max);
      return this;
    }

    /**
     * Whether it accepts, or selects, for as long as the server runs. What a worker accepts on
     * behalf of its client is for that client.
     */
    private boolean isAtItsPost(StackTraceElement[] stack, int queued) {
      boolean loop = acceptorIsOfPool && queued <= 0 && isOwnLoop(stack);
      return loop || ServingLoop.isAtItsPost(stack, !acceptorIsElsewhere);
    }

    /** Whether it would make another thread rather than let work wait. */
    public Builder mayGrow(boolean may) {
      mayGrow = may;
      return this;
    }

    /** The executor of the pool that was found. */
    public Builder poolClass(String className) {
      workers = workers.ofPool(className);
      return this;
    }

    public Builder pool(Workers group) {
      workers = group;
      return this;
    }

    /** Whether acceptors, selectors and workers are threads of one pool. */
    public Builder acceptorIsOfPool(boolean is) {
      acceptorIsOfPool = is;
      return this;
    }

    /** Whether the application's own code selects, not that of a server below it. */
    private static boolean isOwnLoop(StackTraceElement[] stack) {
      for (StackTraceElement frame : stack) {
        if (Frames.isOutsideJdk(frame) && !Frames.isApplication(frame)) {
          return false;
        }
      }
      return Frames.waitsForConnection(stack);
    }

    /** To be called before {@link #pool}: whether the acceptor is known, and not of that pool. */
    public Builder acceptorIsElsewhere(boolean is) {
      acceptorIsElsewhere = is;
      return this;
    }

    public Builder pollerGone(boolean gone) {
      pollerGone = gone;
      return this;
    }

    public Builder threads(List<AcceptorSample> all) {
      threads = Collections.unmodifiableList(new ArrayList<>(all));
      return this;
    }

    public Builder carriers(CarrierSample sample) {
      carriers = sample;
      return this;
    }

    public Serving build() {
      return new Serving(this);
    }
  }
}
