package io.acceptlag.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AcceptedReadingTest {
  private static final int TIMESTAMPS_SACK_WSCALE = 0x07;
  private static final int SYN_DATA = 0x20;
  private static final int USEC_TIMESTAMPS = 0x40;
  private static final int FAST_OPEN_CHILD = 0x80;

  @Test
  void holdsWhatTheKernelSaid() {
    long reading = AcceptedReading.pack(1, TIMESTAMPS_SACK_WSCALE, 1_204, 2);
    assertFalse(AcceptedReading.failed(reading));
    assertTrue(AcceptedReading.waitKnown(reading));
    assertEquals(1_204, AcceptedReading.waitMillis(reading));
    assertEquals(2, AcceptedReading.synAckRetransmits(reading));
    assertFalse(AcceptedReading.clientGone(reading));
  }

  @Test
  void waitIsUnsigned() {
    long reading = AcceptedReading.pack(1, 0, -1, 0);
    assertFalse(AcceptedReading.failed(reading));
    assertEquals(0xffff_ffffL, AcceptedReading.waitMillis(reading));
  }

  @Test
  void manyRetransmitsStayMany() {
    for (int count : new int[] {255, 256, 70_000, Integer.MAX_VALUE, -1}) {
      long reading = AcceptedReading.pack(1, 0, 5, count);
      assertFalse(AcceptedReading.failed(reading));
      assertEquals(255, AcceptedReading.synAckRetransmits(reading));
      assertEquals(5, AcceptedReading.waitMillis(reading));
      assertTrue(AcceptedReading.waitKnown(reading));
    }
  }

  /** ESTABLISHED, CLOSE after the client's RST, CLOSE_WAIT after its FIN. */
  @Test
  void waitIsKnownInThreeStatesOnly() {
    for (int state = 0; state <= 13; state++) {
      long reading = AcceptedReading.pack(state, TIMESTAMPS_SACK_WSCALE, 100, 0);
      assertEquals(Set.of(1, 7, 8).contains(state), AcceptedReading.waitKnown(reading), "" + state);
      assertEquals(Set.of(7, 8).contains(state), AcceptedReading.clientGone(reading), "" + state);
    }
  }

  /** As far as can be known: not after RST, nor where the client may have connected long before. */
  @Test
  void leftAtOnceIsSoonAfterTheHandshake() {
    assertTrue(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 5_000, 1)));
    assertTrue(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 5_004, 1)));
    assertTrue(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 4_801, 1)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 4_800, 1)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 1, 5_000, 1)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 5_000, 2)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(8, 0, 5_000, 0, 5_000, -1)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(7, 0, 5_000, 0, 5_000, 1)));
    assertFalse(AcceptedReading.leftAtOnce(AcceptedReading.pack(1, 0, 5_000, 0, 5_000, 1)));
    long reading = AcceptedReading.pack(8, 0, 5_000, 0, 5_000, 1);
    assertFalse(AcceptedReading.failed(reading));
    assertTrue(AcceptedReading.waitKnown(reading));
    assertTrue(AcceptedReading.clientGone(reading));
    assertEquals(5_000, AcceptedReading.waitMillis(reading));
  }

  @Test
  void waitIsNotKnownWithFastOpen() {
    for (int state : new int[] {1, 7, 8}) {
      assertFalse(waitKnown(state, SYN_DATA));
      assertFalse(waitKnown(state, FAST_OPEN_CHILD));
      assertFalse(waitKnown(state, TIMESTAMPS_SACK_WSCALE | SYN_DATA | FAST_OPEN_CHILD));
      assertTrue(waitKnown(state, TIMESTAMPS_SACK_WSCALE | USEC_TIMESTAMPS));
    }
  }

  @Test
  void anErrnoIsAFailure() {
    assertTrue(AcceptedReading.failed(-1));
    assertTrue(AcceptedReading.failed(-95));
    assertFalse(AcceptedReading.failed(AcceptedReading.pack(255, 255, -1, 255)));
  }

  private static boolean waitKnown(int state, int options) {
    return AcceptedReading.waitKnown(AcceptedReading.pack(state, options, 100, 0));
  }
}
