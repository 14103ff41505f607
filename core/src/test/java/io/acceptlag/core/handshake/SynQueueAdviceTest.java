package io.acceptlag.core.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Reports;
import org.junit.jupiter.api.Test;

/** What is advised where a SYN queue is full. */
class SynQueueAdviceTest {
  private static final String OF_A_POD = "In a pod that takes the kubelet's allowedUnsafeSysctls.";

  @Test
  void whatAPodMayNotSetIsNotAdvisedWithoutSayingSo() {
    SynQueueTrouble capped = trouble(Answer.COOKIES, true, true, 128);
    assertTrue(words(false, capped).contains("Raise net.core.somaxconn too, which is 128 here."));
    assertFalse(words(false, capped).contains("pod"));
    assertTrue(words(true, capped).endsWith(" which is 128 here. " + OF_A_POD));
    String dropped = words(true, trouble(Answer.DROPPED, true, true, 4_096));
    assertFalse(dropped.contains("tcp_max_syn_backlog"), dropped);
    assertTrue(dropped.contains(" Set net.ipv4.tcp_syncookies=1"), dropped);
  }

  /** Then a setting bounds the SYN queue, and the backlog does not. */
  @Test
  void aLongerBacklogIsNamedOnlyWhereItHelps() {
    SynQueueTrouble unproven = trouble(Answer.DROPPED, true, false, 4_096);
    assertTrue(words(true, unproven).endsWith(" dropped. Set net.ipv4.tcp_syncookies=1."));
    String elsewhere = words(false, unproven);
    assertTrue(
        elsewhere.contains(
            " Set net.ipv4.tcp_syncookies=1, or raise net.ipv4.tcp_max_syn_backlog, of"),
        elsewhere);
    SynQueueTrouble bound = trouble(Answer.DROPPED, false, false, 4_096);
    String both =
        " dropped. Set net.ipv4.tcp_syncookies=1; a longer backlog lengthens the SYN queue as well.";
    assertTrue(words(true, bound).endsWith(both));
    assertTrue(words(false, bound).endsWith(both));
  }

  /** A longer backlog alone is the application's, and net.ipv4.tcp_syncookies is a safe sysctl. */
  @Test
  void whatAPodMaySetNeedsNoMoreWords() {
    SynQueueTrouble wide = trouble(Answer.COOKIES, false, false, 4_096);
    assertTrue(words(true, wide).endsWith("to at least 512: the SYN queue is as long."));
    SynQueueTrouble dropped = trouble(Answer.DROPPED, false, false, 4_096);
    assertEquals(
        words(false, dropped).replace(" (room for 128, 128 half-open now)", ""),
        words(true, dropped));
  }

  private static SynQueueTrouble trouble(
      Answer answer, boolean unprovenOnly, boolean heedsMaxSynBacklog, int somaxconn) {
    return new SynQueueTrouble(
        answer, 0, 1, 23_400, 234, 23_400, 128, 128, unprovenOnly, heedsMaxSynBacklog, somaxconn);
  }

  private static String words(boolean inPod, SynQueueTrouble trouble) {
    for (boolean overflowing : new boolean[] {true, false}) {
      String sentence =
          new Reports(inPod)
              .synQueue(
                  new LocalAddress("127.0.0.1", 8080, false), Change.OPENED, trouble, overflowing)
              .sentence();
      assertTrue(sentence.length() < 300, sentence);
      if (!overflowing) {
        return sentence;
      }
    }
    return "";
  }
}
