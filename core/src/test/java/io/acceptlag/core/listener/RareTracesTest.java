package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RareTracesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aServerWithManyPortsIsSeenAndOneThatBindsWithoutEndIsNot() {
    RareTraces traces = new RareTraces();
    assertEquals(100, takenOf(traces, 5_000, -SECOND));
    assertEquals(10, takenOf(traces, 5_000, 0));
    assertEquals(10, takenOf(traces, 5_000, SECOND));
    assertEquals(100, takenOf(traces, 5_000, 60 * SECOND));
  }

  private static int takenOf(RareTraces traces, int binds, long nowNanos) {
    int taken = 0;
    for (int i = 0; i < binds; i++) {
      taken += traces.take(nowNanos) ? 1 : 0;
    }
    return taken;
  }
}
