package io.acceptlag.core.handshake;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Half-open connections by local port, as the kernel lists them. */
public final class HalfOpen {
  private final Map<Integer, Integer> byPort;
  private final boolean complete;

  /**
   * @param complete whether these are all: the walk of the kernel's table is bounded
   */
  public HalfOpen(Map<Integer, Integer> byPort, boolean complete) {
    this.byPort = Collections.unmodifiableMap(new HashMap<>(byPort));
    this.complete = complete;
  }

  /** At least so many, if they are not {@link #complete}. */
  int at(int port) {
    return byPort.getOrDefault(port, 0);
  }

  boolean complete() {
    return complete;
  }
}
