package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.kernel.LossCounter;
import io.acceptlag.core.kernel.Losses;
import org.junit.jupiter.api.Test;

class LossFilesTest {
  private static final String NETSTAT =
      """
      TcpExt: SyncookiesSent TW PAWSActive PAWSEstab TCPTimeWaitOverflow
      TcpExt: 1 2 3 4 5
      IpExt: InNoRoutes PAWSActive
      IpExt: 6 7
      """;

  /** As Linux 6.18 prints it on a machine with two CPUs, but for its figures. */
  private static final String CONNTRACK =
      "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop"
          + " early_drop icmp_error  expect_new expect_create expect_delete search_restart\n"
          + "0000002a  00000000 00000000 00000000 00000003 00000000 00000000 00000000 00000000"
          + " 00000002 0000000a 00000000 00000000  00000000 00000000 00000000 00000000\n"
          + "0000002a  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
          + " 00000000 00000001 00000000 00000000  00000000 00000000 00000000 00000000\n";

  @Test
  void findsEachByItsName() {
    Losses losses = LossFiles.parse(NETSTAT, CONNTRACK, "42\n");
    assertEquals(3, losses.total(LossCounter.PAWS_ACTIVE));
    assertEquals(4, losses.total(LossCounter.PAWS_ESTABLISHED));
    assertEquals(-1, losses.total(LossCounter.PAWS_TIME_WAIT));
    assertEquals(5, losses.total(LossCounter.TIME_WAIT_OVERFLOW));
    assertEquals(11, losses.total(LossCounter.CONNTRACK_DROPS));
    assertEquals(2, losses.total(LossCounter.CONNTRACK_INSERT_FAILED));
    assertEquals(42, losses.tracked());
  }

  @Test
  void whatCannotBeReadIsNotKnown() {
    for (Losses losses :
        new Losses[] {LossFiles.parse("", "", ""), LossFiles.parse("TcpExt: TW\n", "drop", "x")}) {
      for (LossCounter counter : LossCounter.values()) {
        assertEquals(-1, losses.total(counter), counter.key());
      }
      assertEquals(-1, losses.tracked());
    }
  }
}
