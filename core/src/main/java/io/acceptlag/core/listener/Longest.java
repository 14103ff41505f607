package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;

/** The longest of the times that any thread has handed over since one thread last asked. */
public final class Longest {
  private final AtomicLong millis = new AtomicLong();

  public void offer(long candidateMillis) {
    long longest = millis.get();
    while (candidateMillis > longest && !millis.compareAndSet(longest, candidateMillis)) {
      longest = millis.get();
    }
  }

  /** Milliseconds; 0 if there were none. */
  public long take() {
    // Mostly there were none, and then nothing is written.
    return millis.get() == 0 ? 0 : millis.getAndSet(0);
  }
}
