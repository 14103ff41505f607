package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.TcpState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** On what Linux 6.18 (x86-64) answered, cut to the first 104 bytes. */
class TcpInfoTest {
  private static final String LISTENER =
      "0a000000000000000000000000000000000000000000000004000000070000000000000000000000"
          + "000000000000000000000000000000000000000000000000000000000000000000000000"
          + "000000000a0000000000000003000000000000000000000000000000";

  /** Waited 352 ms, silent. */
  private static final String QUIET =
      "010000000007aa01e01c030000000000008000001802000000000000000000000000000000000000"
          + "0000000060010000000000006001000060010000ffff0000cbff00001300000009000000"
          + "ffffff7f0a000000cbff00000300000000000000cbff000000000000";

  /** Waited 352 ms; its client had left by FIN. */
  private static final String FIN =
      "080000000007aa01e01c0300409c0000008000001802000000000000000000000000000000000000"
          + "0000000060010000000000006001000060010000ffff0000cbff00000600000003000000"
          + "ffffff7f0a000000cbff00000300000000000000cbff000000000000";

  /** Waited 352 ms; its client had left by RST. */
  private static final String RST =
      "070000000007aa01e01c030000000000008000001802000000000000000000000000000000000000"
          + "0000000060010000000000006001000060010000ffff0000cbff00000600000003000000"
          + "ffffff7f0a000000cbff00000300000000000000cbff000000000000";

  /** Came with its first data in the SYN. */
  private static final String FAST_OPEN =
      "0100000000a7aa01e01c030000000000008000001802000000000000000000000000000000000000"
          + "00000000c800000000000000c8000000c8000000ffff0000cbff00000d00000006000000"
          + "ffffff7f0a000000cbff00000300000000000000cbff000000000000";

  @Test
  void listener() {
    ByteBuffer memory = memory(LISTENER);
    assertEquals(TcpState.LISTEN, TcpInfo.state(memory, Scratch.VALUE));
    assertEquals(4, TcpInfo.queueLength(memory, Scratch.VALUE));
    assertEquals(7, TcpInfo.queueLimit(memory, Scratch.VALUE));
  }

  /** What gVisor leaves blank is not taken for zero. */
  @Test
  void blankFigures() {
    for (String told : new String[] {LISTENER, QUIET, FIN, RST, FAST_OPEN}) {
      assertFalse(TcpInfo.isBlank(memory(told), Scratch.VALUE), told);
    }
    String blank = "00".repeat(TcpInfo.SIZE);
    for (String state : new String[] {"00", "01", "08", "0a"}) {
      assertTrue(TcpInfo.isBlank(memory(state + blank.substring(2)), Scratch.VALUE), state);
    }
  }

  @Test
  void quietClient() {
    long reading = reading(QUIET);
    assertTrue(AcceptedReading.waitKnown(reading));
    assertEquals(352, AcceptedReading.waitMillis(reading));
    assertEquals(0, AcceptedReading.synAckRetransmits(reading));
    assertFalse(AcceptedReading.clientGone(reading));
  }

  @Test
  void clientGone() {
    for (String captured : new String[] {FIN, RST}) {
      long reading = reading(captured);
      assertTrue(AcceptedReading.waitKnown(reading));
      assertTrue(AcceptedReading.clientGone(reading));
      assertEquals(352, AcceptedReading.waitMillis(reading));
    }
  }

  /** The FIN came with the last ACK; when a RST came, nobody knows. */
  @Test
  void clientThatLeftAtOnce() {
    assertTrue(AcceptedReading.leftAtOnce(reading(FIN)));
    assertFalse(AcceptedReading.leftAtOnce(reading(RST)));
    assertFalse(AcceptedReading.leftAtOnce(reading(QUIET)));
    ByteBuffer later = memory(FIN);
    later.putInt(Scratch.VALUE + 56, 352 - 200);
    assertFalse(AcceptedReading.leftAtOnce(reading(later)));
    later.putInt(Scratch.VALUE + 56, 352 - 196);
    assertTrue(AcceptedReading.leftAtOnce(reading(later)));
  }

  @Test
  void fastOpen() {
    assertFalse(AcceptedReading.waitKnown(reading(FAST_OPEN)));
  }

  @Test
  void retransmits() {
    ByteBuffer memory = memory(QUIET);
    memory.putInt(Scratch.VALUE + 100, 2);
    assertEquals(2, AcceptedReading.synAckRetransmits(reading(memory)));
  }

  private static long reading(String captured) {
    return reading(memory(captured));
  }

  private static long reading(ByteBuffer memory) {
    return AcceptedReading.pack(
        TcpInfo.state(memory, Scratch.VALUE),
        TcpInfo.options(memory, Scratch.VALUE),
        TcpInfo.lastDataSentMillis(memory, Scratch.VALUE),
        TcpInfo.totalRetrans(memory, Scratch.VALUE),
        TcpInfo.lastAckReceivedMillis(memory, Scratch.VALUE),
        1);
  }

  /** Measured on 6.18: its client's ACK was lost for 1.5 s. */
  @Test
  void howLongTheHandshakeTook() {
    ByteBuffer memory = memory(QUIET);
    assertEquals(0, TcpInfo.handshakeMillis(memory, Scratch.VALUE, TcpInfo.SIZE));
    memory.putInt(Scratch.VALUE + 100, 2);
    memory.putInt(Scratch.VALUE + 68, 3_033_000);
    assertEquals(3_033, TcpInfo.handshakeMillis(memory, Scratch.VALUE, TcpInfo.SIZE));
    memory.putInt(Scratch.VALUE + 68, 15);
    assertEquals(-1, TcpInfo.handshakeMillis(memory, Scratch.VALUE, TcpInfo.SIZE));
  }

  private static ByteBuffer memory(String captured) {
    byte[] bytes = HexFormat.of().parseHex(captured);
    assertEquals(TcpInfo.SIZE, bytes.length);
    ByteBuffer memory =
        ByteBuffer.allocate(Scratch.VALUE + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    memory.position(Scratch.VALUE);
    memory.put(bytes);
    return memory;
  }
}
