package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.NamespaceCounters;
import org.junit.jupiter.api.Test;

class DropsTest {
  private final Drops drops = new Drops();
  private final Observation seen = new Observation();

  @Test
  void whatWasThereBeforeIsNotReported() {
    drops.baseline(70, overflows(500));
    drops.observe(73, overflows(502), seen);
    assertEquals(3, seen.drops);
    assertEquals(2, seen.overflows);
    assertEquals(2, drops.refused());
    assertEquals(3, drops.lately());
    drops.forgetLately();
    assertEquals(0, drops.lately());
    assertEquals(2, drops.refused());
  }

  /** sk_drops is 32 bits wide. */
  @Test
  void theKernelsCountWraps() {
    drops.baseline(0xffff_fffeL, overflows(0));
    drops.observe(3, overflows(9), seen);
    assertEquals(5, seen.drops);
  }

  @Test
  void whatIsNotKnownIsNotZero() {
    drops.baseline(-1, NamespaceCounters.UNKNOWN);
    drops.observe(7, overflows(1), seen);
    assertEquals(-1, seen.drops);
    assertEquals(-1, seen.overflows);
    assertEquals(0, drops.refused());
  }

  @Test
  void dropsAreUnexplainedWhereNoOverflowWasCounted() {
    drops.baseline(5, overflows(1));
    assertFalse(drops.unexplained(5, overflows(1)));
    assertTrue(drops.unexplained(6, overflows(1)));
    assertFalse(drops.unexplained(6, overflows(2)));
    assertFalse(drops.unexplained(-1, overflows(1)));
  }

  private static NamespaceCounters overflows(long overflows) {
    return NamespaceCounters.of(overflows, overflows, 0, 0, 0, 0);
  }
}
