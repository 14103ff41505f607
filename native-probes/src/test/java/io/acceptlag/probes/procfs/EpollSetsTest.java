package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.Registration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpollSetsTest {
  private static final String SOCKET =
      """
      pos:\t0
      flags:\t02004002
      mnt_id:\t10
      ino:\t72341
      """;
  private static final String SET =
      """
      pos:\t0
      flags:\t02000002
      mnt_id:\t16
      ino:\t1067
      tfd:       17 events:        1 data:               11  pos:0 ino:11a95 sdev:8
      tfd:        7 events: EVENTS data:                7  pos:0 ino:11a95 sdev:8
      """;

  @Test
  void asksForConnections() {
    assertEquals(Registration.FOR_ACCEPT, of(7, "19"));
    assertEquals(Registration.FOR_ACCEPT, of(7, "80000001"), "edge-triggered");
  }

  @Test
  void doesNotAsk() {
    assertEquals(Registration.NOT_FOR_ACCEPT, of(7, "0"));
    assertEquals(Registration.NOT_FOR_ACCEPT, of(7, "80002018"), "Netty with auto-read off");
    assertEquals(Registration.NOT_FOR_ACCEPT, of(7, "40000000"), "once, and that has been");
  }

  @Test
  void whatIsInNoSetMayBeAskedForOtherwise() {
    assertEquals(Registration.UNKNOWN, of(1, "19"));
    assertEquals(Registration.UNKNOWN, of(70, "19"));
  }

  @Test
  void oneOfItsSetsIsEnough() {
    Map<Integer, String> info =
        Map.of(3, SET.replace("EVENTS", "0"), 4, SET.replace("EVENTS", "1"), 7, SOCKET);
    assertEquals(
        Registration.FOR_ACCEPT, EpollSets.registration(7, new int[] {3, 4, 7}, info::get));
  }

  private static Registration of(int fd, String events) {
    Map<Integer, String> info = Map.of(3, SET.replace("EVENTS", events), 7, SOCKET);
    return EpollSets.registration(fd, new int[] {3, 7}, info::get);
  }
}
