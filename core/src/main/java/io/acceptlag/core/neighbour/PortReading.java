package io.acceptlag.core.neighbour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** All listeners at one port, and how long each connection there has waited to be accepted. */
public final class PortReading {
  private final List<ListenerSocket> listeners;
  private final long[] waitMillis;

  /**
   * @param waitMillis to the kernel's tick, of all connections that wait; in no order
   */
  public PortReading(List<ListenerSocket> listeners, long[] waitMillis) {
    this.listeners = Collections.unmodifiableList(new ArrayList<>(listeners));
    this.waitMillis = Arrays.copyOf(waitMillis, waitMillis.length);
  }

  List<ListenerSocket> listeners() {
    return listeners;
  }

  /** How many have waited for at least so long. */
  int waitingFor(long millis) {
    int count = 0;
    for (long each : waitMillis) {
      count += each >= millis ? 1 : 0;
    }
    return count;
  }

  /** -1 where nothing waits. */
  long oldestMillis() {
    long oldest = -1;
    for (long each : waitMillis) {
      oldest = Math.max(oldest, each);
    }
    return oldest;
  }
}
