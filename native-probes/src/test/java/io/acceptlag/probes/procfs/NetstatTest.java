package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NetstatTest {
  /** Of Linux 6.18, with other figures in the four places that are read. */
  private static final String LINUX_6_18 =
      "TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts "
          + "PruneCalled RcvPruned OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter "
          + "TW TWRecycled TWKilled PAWSActive PAWSEstab BeyondWindow TSEcrRejected "
          + "PAWSOldAck PAWSTimewait DelayedACKs DelayedACKLocked DelayedACKLost "
          + "ListenOverflows ListenDrops TCPHPHits TCPPureAcks TCPHPAcks TCPRenoRecovery "
          + "TCPSackRecovery TCPSACKReneging TCPSACKReorder TCPRenoReorder TCPTSReorder "
          + "TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo TCPLostRetransmit "
          + "TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans "
          + "TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery "
          + "TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed TCPBacklogCoalesce "
          + "TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData "
          + "TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger "
          + "TCPAbortFailed TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard "
          + "TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound "
          + "TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged "
          + "TCPSackShiftFallback TCPBacklogDrop PFMemallocDrop TCPMinTTLDrop "
          + "TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow "
          + "TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce "
          + "TCPOFOQueue TCPOFODrop TCPOFOMerge TCPChallengeACK TCPSYNChallenge "
          + "TCPFastOpenActive TCPFastOpenActiveFail TCPFastOpenPassive "
          + "TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd "
          + "TCPFastOpenBlackhole TCPSpuriousRtxHostQueues BusyPollRxPackets "
          + "TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv "
          + "TCPSynRetrans TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd "
          + "TCPHystartDelayDetect TCPHystartDelayCwnd TCPACKSkippedSynRecv "
          + "TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2 "
          + "TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive "
          + "TCPMTUPFail TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed "
          + "TCPZeroWindowDrop TCPRcvQDrop TCPWqueueTooBig TCPFastOpenPassiveAltKey "
          + "TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs "
          + "TCPDSACKIgnoredDubious TCPMigrateReqSuccess TCPMigrateReqFailure "
          + "TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood "
          + "TCPAODroppedIcmps\n"
          + "TcpExt: 17 0 0 0 0 0 0 0 0 0 1301 0 0 0 0 0 0 0 0 654 0 42 4294967297 "
          + "4294967299 859 4402 5616 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 2 2 0 0 0 0 1572 "
          + "42 0 1 0 258 14 0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 31 0 24288 2 "
          + "0 0 0 0 0 0 0 0 0 0 0 2 0 2195 1617 1617 438 0 21615 0 0 0 0 0 0 0 0 0 0 0 "
          + "3 0 0 23084 0 0 0 0 0 0 2 0 1 0 0 0 0 0 0 0 0 0\n"
          + "IpExt: InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts "
          + "OutBcastPkts InOctets OutOctets InMcastOctets OutMcastOctets InBcastOctets "
          + "OutBcastOctets InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts "
          + "ReasmOverlaps\n"
          + "IpExt: 0 0 0 0 0 0 917863374 18229627 0 0 0 0 0 55037 0 0 0 0\n";

  /** Of Linux 2.6.32, shortened; it knew no SYN queue drops yet. */
  private static final String LINUX_2_6_32 =
      """
      TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed ListenOverflows ListenDrops
      TcpExt: 1 2 3 4 5
      IpExt: InNoRoutes
      IpExt: 0
      """;

  @Test
  void verbatim() {
    assertCounters(4_294_967_297L, 4_294_967_299L, 31, 17, parse(LINUX_6_18));
  }

  @Test
  void olderKernel() {
    assertCounters(4, 5, -1, 1, parse(LINUX_2_6_32));
  }

  @Test
  void namesThatOnlyBeginOrEndAlike() {
    assertCounters(
        -1,
        7,
        -1,
        -1,
        parse("TcpExt: ListenOverflowsX XListenOverflows ListenDrops\nTcpExt: 1 2 7\n"));
  }

  @Test
  void otherPartsFirst() {
    assertCounters(
        1,
        2,
        -1,
        -1,
        parse(
            """

            XExt: ListenDrops
            XExt: 9
            TcpExt: ListenOverflows ListenDrops
            XExt: 8
            TcpExt: 1 2
            """));
  }

  @Test
  void nothingToBeFound() {
    for (String text :
        new String[] {
          "",
          "\n",
          " ",
          "TcpExt:",
          "TcpExt:\n",
          "TcpExt: ListenDrops\n",
          "IpExt: a\nIpExt: 1\n",
          "TcpExt: a b\nTcpExt: 1 2\n",
          "TcpExt:\nTcpExt:\n",
          "\0\0\0"
        }) {
      assertCounters(-1, -1, -1, -1, parse(text));
    }
  }

  @Test
  void fewerFiguresThanNames() {
    assertCounters(1, -1, -1, -1, parse("TcpExt: ListenOverflows ListenDrops\nTcpExt: 1\n"));
    assertCounters(1, -1, -1, -1, parse("TcpExt: ListenOverflows\nTcpExt: 1 2 3\n"));
  }

  @Test
  void noNumber() {
    assertCounters(-1, 3, -1, -1, parse("TcpExt: ListenOverflows ListenDrops\nTcpExt: x 3\n"));
  }

  /** Wherever it is cut, what is found is what was there. */
  @Test
  void truncated() {
    byte[] text = LINUX_6_18.getBytes(US_ASCII);
    for (int length = 0; length < text.length; length++) {
      NamespaceCounters counters = new Netstat().parse(Arrays.copyOf(text, length), length);
      assertBeginning(4_294_967_297L, counters.total(KernelCounter.LISTEN_OVERFLOWS));
      assertBeginning(4_294_967_299L, counters.total(KernelCounter.LISTEN_DROPS));
      assertBeginning(31, counters.total(KernelCounter.SYN_QUEUE_DROPS));
      assertBeginning(17, counters.total(KernelCounter.SYN_COOKIES_SENT));
    }
  }

  /** The buffer is longer than the file, and holds what was read before. */
  @Test
  void whatLiesBehindTheTextIsNotRead() {
    byte[] text = (LINUX_2_6_32 + LINUX_6_18).getBytes(US_ASCII);
    assertCounters(4, 5, -1, 1, new Netstat().parse(text, LINUX_2_6_32.length()));
    assertCounters(-1, -1, -1, -1, new Netstat().parse(text, "TcpExt: SyncookiesSent".length()));
  }

  /** A process that is restored elsewhere (CRIU, CRaC) meets another kernel. */
  @Test
  void namesOfAnotherKernel() {
    Netstat netstat = new Netstat();
    byte[] old = LINUX_2_6_32.getBytes(US_ASCII);
    byte[] young = LINUX_6_18.getBytes(US_ASCII);
    netstat.parse(old, old.length);
    assertEquals(
        31, netstat.parse(young, young.length).total(KernelCounter.SYN_QUEUE_DROPS), "young");
    assertCounters(4, 5, -1, 1, netstat.parse(old, old.length));
  }

  private static void assertBeginning(long whole, long found) {
    if (found != -1) {
      assertEquals(
          Long.toString(whole).substring(0, Long.toString(found).length()), Long.toString(found));
    }
  }

  private static NamespaceCounters parse(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return new Netstat().parse(bytes, bytes.length);
  }

  private static void assertCounters(
      long listenOverflows,
      long listenDrops,
      long synQueueDrops,
      long synCookiesSent,
      NamespaceCounters counters) {
    assertEquals(
        listenOverflows, counters.total(KernelCounter.LISTEN_OVERFLOWS), "ListenOverflows");
    assertEquals(listenDrops, counters.total(KernelCounter.LISTEN_DROPS), "ListenDrops");
    assertEquals(synQueueDrops, counters.total(KernelCounter.SYN_QUEUE_DROPS), "TCPReqQFullDrop");
    assertEquals(synCookiesSent, counters.total(KernelCounter.SYN_COOKIES_SENT), "SyncookiesSent");
  }
}
