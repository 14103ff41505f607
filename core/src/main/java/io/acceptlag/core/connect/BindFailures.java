package io.acceptlag.core.connect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Binds that have failed since the sampler last took them. An application whose port is taken may
 * end at once, so the sampler is woken for the first.
 */
public final class BindFailures {
  /** An application that tries more ports than this at once is looking for a free one. */
  private static final int KINDS_MAX = 16;

  /**
   * Otherwise an application that tries again and again would make the sampler poll without end.
   */
  private static final long WAKE_NANOS = 1_000_000_000L;

  private final Runnable wake;
  private Map<Endpoint, Long> counts = new LinkedHashMap<>();
  private boolean everWoken;
  private long wokenNanos;
  private volatile boolean any;
  private volatile boolean underWay;

  /**
   * @param wake has the sampler poll soon
   */
  public BindFailures(Runnable wake) {
    this.wake = wake;
  }

  /**
   * To be called on the thread whose bind() has failed. It has already made an exception, so what
   * this costs does not matter.
   *
   * @param wanted what it asked for; with port 0 if any that is free
   */
  public void add(Endpoint wanted, long nowNanos) {
    if (put(wanted, nowNanos)) {
      wake.run();
    }
  }

  /** Returns whether to wake the sampler. */
  private synchronized boolean put(Endpoint wanted, long nowNanos) {
    Long before = counts.get(wanted);
    if (before != null || counts.size() < KINDS_MAX) {
      counts.put(wanted, before == null ? 1L : before + 1);
    }
    any = true;
    if (everWoken && nowNanos - wokenNanos < WAKE_NANOS) {
      return false;
    }
    everWoken = true;
    wokenNanos = nowNanos;
    return true;
  }

  /** Each failure with how often it has happened. */
  Map<Endpoint, Long> take() {
    return any ? takeAll() : Collections.emptyMap();
  }

  private synchronized Map<Endpoint, Long> takeAll() {
    Map<Endpoint, Long> taken = counts;
    counts = new LinkedHashMap<>();
    underWay = true;
    any = false;
    return taken;
  }

  /** To be called when what was taken last has been reported. */
  void done() {
    underWay = false;
  }

  /** Whether any bind has failed whose reason was not looked for yet. */
  public boolean isPending() {
    return any || underWay;
  }
}
