package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;

/** What a listener's accepts add up to. A superclass, so that counting costs no further load. */
public abstract class CountedAccepts {
  private final WaitHistogram waits = new WaitHistogram();
  private final Longest longestDelayed = new Longest();
  private final AtomicLong unmeasured = new AtomicLong();
  private final AtomicLong delayed = new AtomicLong();
  private final GoneClients goneClients = new GoneClients();
  private final AtomicLong handshakeDelayed = new AtomicLong();
  private volatile boolean acceptedLately;

  CountedAccepts() {}

  public WaitHistogram waits() {
    return waits;
  }

  /** Connections taken since the listener was found, measured or not. */
  public long accepted() {
    return waits.count() + unmeasured.get();
  }

  /** Accepts whose wait could not be read. */
  public long unmeasured() {
    return unmeasured.get();
  }

  void countUnmeasured(int connections) {
    unmeasured.getAndAdd(connections);
    haveAcceptedLately();
  }

  /** An accept whose wait is known to have been shorter than one tick. */
  void countBelowTick() {
    waits.recordBelowTick();
    haveAcceptedLately();
  }

  void count(long waitMillis) {
    waits.record(waitMillis);
    haveAcceptedLately();
  }

  private void haveAcceptedLately() {
    if (!acceptedLately) {
      acceptedLately = true;
    }
  }

  /**
   * Whether any connection has been counted since this was last asked. The flag is set after
   * counting, and cleared before the count is read, so none is missed.
   */
  public boolean takeAcceptedLately() {
    boolean any = acceptedLately;
    if (any) {
      acceptedLately = false;
    }
    return any;
  }

  /** Accepts that waited warn.wait or longer. */
  public long delayed() {
    return delayed.get();
  }

  /** Accepts whose client had already left. */
  public GoneClients goneClients() {
    return goneClients;
  }

  /** Accepts whose SYN-ACK had been sent again. */
  public long handshakeDelayed() {
    return handshakeDelayed.get();
  }

  void countDelayed(long waitMillis) {
    delayed.getAndIncrement();
    longestDelayed.offer(waitMillis);
  }

  void countHandshakeDelayed() {
    handshakeDelayed.getAndIncrement();
  }

  /**
   * The longest of the delayed accepts since this was last asked, milliseconds; 0 if there were
   * none.
   */
  public long takeLongestWaitMillis() {
    return longestDelayed.take();
  }
}
