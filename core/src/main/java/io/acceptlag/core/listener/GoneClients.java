package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;

/** Accepts of one listener whose client had already left. */
public final class GoneClients {
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong atOnce = new AtomicLong();

  GoneClients() {}

  void count(boolean leftAtOnce) {
    all.getAndIncrement();
    if (leftAtOnce) {
      atOnce.getAndIncrement();
    }
  }

  public long all() {
    return all.get();
  }

  /** Of these, clients that had left as soon as they were connected, as health checks do. */
  public long atOnce() {
    return atOnce.get();
  }
}
