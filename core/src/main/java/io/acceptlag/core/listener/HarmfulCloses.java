package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Counts listeners that were closed while clients waited, until that is reported. Most processes
 * end soon after closing one, so the sampler is woken.
 */
public final class HarmfulCloses {
  /** A channel that is registered with a selector stays open until that selects again. */
  private static final long PENDING_NANOS = 300_000_000;

  private final Runnable wake;
  private final AtomicInteger pending = new AtomicInteger();
  private volatile long latestNanos;
  private volatile BooleanSupplier anyWaits = () -> false;

  /**
   * @param wake has the sampler poll soon
   */
  public HarmfulCloses(Runnable wake) {
    this.wake = wake;
  }

  /**
   * To be called once it can be told whether clients wait.
   *
   * @param clients whether any client waits at a listener of this process
   */
  public void mayHarm(BooleanSupplier clients) {
    anyWaits = clients;
  }

  /** Whether a close would do harm. */
  public boolean wouldHarm() {
    return anyWaits.getAsBoolean();
  }

  void add(long nowNanos) {
    latestNanos = nowNanos;
    pending.getAndIncrement();
    wake.run();
  }

  /** One has been reported, or has turned out to be harmless. */
  public void done() {
    pending.getAndDecrement();
  }

  /** Whether one is about to be reported. */
  public boolean arePending(long nowNanos) {
    return pending.get() > 0 && nowNanos - latestNanos < PENDING_NANOS;
  }
}
