package io.acceptlag.core.handshake;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.text.Sentence;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedClientsTest {
  private final Map<KernelSetting, String> settings = new EnumMap<>(KernelSetting.class);

  @Test
  void theSynAckComesAgain() {
    settings.put(KernelSetting.SYNACK_RETRIES, "3");
    settings.put(KernelSetting.ABORT_ON_OVERFLOW, "0");
    assertEnds(
        "believes it is connected, and is ignored until there is room or the SYN-ACK has come again 3"
            + " times.");
  }

  @Test
  void orAResetComes() {
    settings.put(KernelSetting.SYNACK_RETRIES, "3");
    settings.put(KernelSetting.ABORT_ON_OVERFLOW, "1");
    assertEnds("is reset at once (net.ipv4.tcp_abort_on_overflow is 1).");
  }

  @Test
  void settingsThatCannotBeRead() {
    assertEnds("believes it is connected, and is ignored until there is room.");
  }

  /** Before Linux 4.10 a SYN is refused only while two handshakes are young. */
  @Test
  void whereMostAreRefusedLate() {
    settings.put(KernelSetting.SYNACK_RETRIES, "5");
    String fate =
        RefusedClients.fate(
            new KernelSettings(settings), KernelVersion.parse("3.10.0-1160.el7.x86_64"));
    assertTrue(fate.contains("all but done, as most here, believes"), fate);
    assertTrue(fate.length() <= Sentence.MAX, fate);
  }

  private void assertEnds(String expected) {
    String fate = RefusedClients.fate(new KernelSettings(settings), KernelVersion.parse("6.18.44"));
    assertTrue(fate.startsWith("A refused client sends its SYN again after 1 s, "), fate);
    assertTrue(fate.endsWith(" " + expected), fate);
    assertTrue(fate.length() <= Sentence.MAX, fate);
  }
}
