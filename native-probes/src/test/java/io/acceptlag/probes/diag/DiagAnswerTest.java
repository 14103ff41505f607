package io.acceptlag.probes.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On answers of Linux 6.18 (x86-64), verbatim. */
class DiagAnswerTest {
  /** One listener at 127.0.0.1:18080, backlog 4, with three connections that wait. */
  private static final String LISTENERS4 =
      "a40000001400020000000000f1380000020a000046a000007f0000010000000000000000000000000000"
          + "000000000000000000000000000000000000810000000000000000000000030000000400000000000000"
          + "0d650200050008000000000008000f00000000000c001500010000000000000006001600520000002800"
          + "0700000000000000020000000000004000000000000000000000000000000000000000000000";

  /** One at [::1]:18081, backlog 7; one at [::]:18082, backlog 9, with one that waits. */
  private static final String LISTENERS6 =
      "ac0000001400020000000000f13800000a0a000046a20000000000000000000000000000000000000000"
          + "000000000000000000000000000000000000820000000000000000000000010000000900000000000000"
          + "0f650200050008000000000005000b000000000008000f00000000000c00150001000000000000000600"
          + "160012000000280007000000000000000200000000000040000000000000000000000000000000000000"
          + "00000000ac0000001400020000000000f13800000a0a000046a100000000000000000000000000000000"
          + "000100000000000000000000000000000000000000008300000000000000000000000000000007000000"
          + "000000000e650200050008000000000005000b000100000008000f00000000000c001500010000000000"
          + "000006001600120000002800070000000000000002000000000000400000000000000000000000000000"
          + "0000000000000000";

  /** Two of those that wait, half a second later. */
  private static final String CHILDREN4 =
      "980100001400020000000000f13800000201000046a08b237f0000010000000000000000000000007f00"
          + "000100000000000000000000000000000000840000000000000000000000000000000000000000000000"
          + "00000000050008000000000008000f00000000000c001500010000000000000006001600520000001c01"
          + "0200010000000007aa01e01c030000000000008000001802000000000000000000000000000000000000"
          + "00000000f401000000000000f4010000f4010000ffff0000cbff00000600000003000000ffffff7f0a00"
          + "0000cbff00000300000000000000cbff00000000000076e9e65624000000ffffffffffffffff00000000"
          + "000000000000000000000000000000000200000000000000060000000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000000000001000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000100cbff00000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000000000000000000980100001400020000000000"
          + "f13800000201000046a09d1f7f0000010000000000000000000000007f00000100000000000000000000"
          + "000000000000850000000000000000000000000000000000000000000000000000000500080000000000"
          + "08000f00000000000c001500010000000000000006001600520000001c010200010000000007aa01e01c"
          + "03000000000000800000180200000000000000000000000000000000000000000000f401000000000000"
          + "f4010000f4010000ffff0000cbff00000600000003000000ffffff7f0a000000cbff0000030000000000"
          + "0000cbff00000000000076e9e65624000000ffffffffffffffff00000000000000000000000000000000"
          + "000000000200000000000000060000000000000000000000000000000000000000000000000000000000"
          + "000000000000000000000000000001000000000000000000000000000000000000000000000000000000"
          + "000000000000000000000100cbff00000000000000000000000000000000000000000000000000000000"
          + "000000000000000000000000000000000000";

  private static final String CHILD6 =
      "980100001400020000000000f13800000a01000046a2965000000000000000000000ffff7f0000010000"
          + "0000000000000000ffff7f00000100000000870000000000000000000000000000000000000000000000"
          + "00000000050008000000000008000f00000000000c001500010000000000000006001600120000001c01"
          + "0200010000000007aa01e01c030000000000008000001802000000000000000000000000000000000000"
          + "00000000f401000000000000f4010000f4010000ffff0000cbff00000800000004000000ffffff7f0a00"
          + "0000cbff00000300000000000000cbff000000000000003a2d411b000000ffffffffffffffff00000000"
          + "000000000000000000000000000000000200000000000000080000000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000000000001000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000100cbff00000000000000000000000000000000"
          + "000000000000000000000000000000000000000000000000000000000000";

  private static final String DONE = "140000000300020000000000f138000000000000";

  private final ByteBuffer memory = ByteBuffer.allocateDirect(8192).order(ByteOrder.nativeOrder());
  private final DiagAnswer answer = new DiagAnswer(memory);

  @BeforeEach
  void answersAreOfLittleEndianMachines() {
    assumeTrue(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
        "the answers were captured on a little-endian machine");
  }

  @Test
  void aListener() {
    receive(LISTENERS4);
    assertEquals(DiagAnswer.Step.SOCKET, answer.next());
    assertEquals(10, answer.state());
    assertEquals("127.0.0.1:18080", answer.local().toString());
    assertEquals(3, answer.receiveQueue());
    assertEquals(4, answer.sendQueue());
    assertEquals(0, SockDiag.drops(answer));
    assertEquals(DiagAnswer.Step.EMPTY, answer.next());
    receive(DONE);
    assertEquals(DiagAnswer.Step.DONE, answer.next());
  }

  @Test
  void severalAndOfIpv6() {
    receive(LISTENERS6 + DONE);
    List<String> seen = new ArrayList<>();
    DiagAnswer.Step step = answer.next();
    for (; step == DiagAnswer.Step.SOCKET; step = answer.next()) {
      seen.add(answer.local() + " " + answer.receiveQueue() + "/" + answer.sendQueue());
    }
    assertEquals(List.of("[::]:18082 1/9", "[::1]:18081 0/7"), seen);
    assertEquals(DiagAnswer.Step.DONE, step);
  }

  /** tcpi_last_data_sent, byte 44 of its TCP_INFO, is how long it waits. */
  @Test
  void aConnectionThatWaits() {
    receive(CHILDREN4);
    for (int i = 0; i < 2; i++) {
      assertEquals(DiagAnswer.Step.SOCKET, answer.next());
      assertEquals(1, answer.state());
      assertEquals(0, answer.inode());
      assertEquals("127.0.0.1:18080", answer.local().toString());
      assertEquals("127.0.0.1", answer.remote().host());
      assertTrue(answer.isRemote(0, 0x7f00_0001L, false));
      assertFalse(answer.isRemote(0, 0x7f00_0001L, true));
      assertFalse(answer.isRemote(0, 0x7f00_0002L, false));
      assertEquals(500, answer.attributeWord(DiagRequest.ATTRIBUTE_INFO, 44));
    }
    receive(CHILD6);
    assertEquals(DiagAnswer.Step.SOCKET, answer.next());
    // The listener takes IPv4 as well, and this client came over it.
    assertEquals("127.0.0.1", answer.remote().host());
    assertTrue(answer.isRemote(0, 0x7f00_0001L, false));
  }

  /** Each local address has all ports of the range. */
  @Test
  void distinguishesLocalAddresses() {
    receive(CHILDREN4);
    answer.next();
    long ipv4 = answer.localHash();
    receive(CHILD6);
    answer.next();
    assertEquals("127.0.0.1", answer.local().host());
    assertEquals(ipv4, answer.localHash(), "of IPv6 by its spelling alone");
    receive(CHILD6.replace("ffff7f000001", "ffff7f000002"));
    answer.next();
    assertNotEquals(ipv4, answer.localHash());
    receive(LISTENERS6);
    answer.next();
    assertNotEquals(ipv4, answer.localHash());
  }

  @Test
  void whatThisKernelDoesNotTell() {
    receive(LISTENERS4);
    answer.next();
    assertEquals(-1, answer.attributeWord(DiagRequest.ATTRIBUTE_INFO, 44));
    assertEquals(-1, answer.attributeWord(DiagRequest.ATTRIBUTE_SKMEMINFO, 36));
  }

  @Test
  void anError() {
    // ENOENT
    receive("24000000" + "0200" + "0000" + "00000000" + "00000000" + "feffffff" + "00".repeat(16));
    assertEquals(DiagAnswer.Step.FAILED, answer.next());
    assertEquals(2, answer.errno());
  }

  /** As a dump ends where there is no tcp_diag module. */
  @Test
  void anErrorAtTheEnd() {
    receive(DONE.substring(0, DONE.length() - 8) + "feffffff");
    assertEquals(DiagAnswer.Step.FAILED, answer.next());
    assertEquals(2, answer.errno());
  }

  /** Wherever it is cut, nothing is read that was not there. */
  @Test
  void whatIsCutShortIsNoSocket() {
    byte[] whole = HexFormat.of().parseHex(LISTENERS6 + DONE);
    for (int length = 0; length < whole.length; length++) {
      memory.clear();
      memory.put(whole, 0, length);
      answer.received(length);
      int sockets = 0;
      while (answer.next() == DiagAnswer.Step.SOCKET) {
        sockets++;
        answer.attributeWord(DiagRequest.ATTRIBUTE_SKMEMINFO, 32);
      }
      assertEquals(length / 172, sockets);
    }
  }

  /** No length that a kernel might send makes it run for ever or out of the memory. */
  @Test
  void anAnswerOfAnyLengthComesToItsEnd() {
    for (String length : List.of("00000000", "0f000000", "ffffffff", "ffffff7f", "11000000")) {
      receive(length + LISTENERS4.substring(8));
      DiagAnswer.Step step = DiagAnswer.Step.SOCKET;
      for (int i = 0; i < 10 && step == DiagAnswer.Step.SOCKET; i++) {
        step = answer.next();
      }
      assertNotEquals(DiagAnswer.Step.SOCKET, step, length);
    }
  }

  private void receive(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    memory.clear();
    memory.put(bytes);
    answer.received(bytes.length);
  }
}
