package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.Connections;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On rows of Linux 6.18 (x86-64), verbatim. */
class NetTcpTest {
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode                                                     \n";
  private static final String ANY_8081 =
      "   0: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0"
          + " 162883 1 0000000041680e17 100 0 0 10 5                    \n";
  private static final String LOOPBACK_8080 =
      "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0"
          + " 162882 4 0000000069e08bf6 100 0 0 10 5                    \n";
  private static final String ESTABLISHED =
      "   2: 0100007F:1F90 0100007F:C4E6 01 00000000:00000000 00:00000000 00000000     0        0"
          + " 0 1 0000000095faf388 20 0 0 10 -1                         \n";
  private static final String TIME_WAIT =
      "   6: 0100007F:A714 0100007F:B4E7 06 00000000:00000000 03:0000170E 00000000     0        0"
          + " 0 3 000000003386c921                                      \n";

  private static final String HEADER6 =
      "  sl  local_address                         remote_address                        st"
          + " tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  private static final String LOOPBACK6_8082 =
      "   0: 00000000000000000000000001000000:1F92 00000000000000000000000000000000:0000 0A"
          + " 00000000:00000000 00:00000000 00000000     0        0 162884 1 0000000004bc24b2 100 0"
          + " 0 10 5\n";
  private static final String ANY6_8083 =
      "   1: 00000000000000000000000000000000:1F93 00000000000000000000000000000000:0000 0A"
          + " 00000000:00000000 00:00000000 00000000     0        0 162885 1 000000008ef45a9c 100 0"
          + " 0 10 5\n";
  private static final String MAPPED_8084 =
      "   2: 0000000000000000FFFF00000100007F:1F94 00000000000000000000000000000000:0000 0A"
          + " 00000000:00000001 00:00000000 00000000     0        0 162886 2 000000000de90ad6 100 0"
          + " 0 10 5\n";
  private static final String ESTABLISHED6 =
      "   3: 0000000000000000FFFF00000100007F:1F94 0000000000000000FFFF00000100007F:C53A 01"
          + " 00000000:00000000 00:00000000 00000000     0        0 0 1 000000006af59c15 20 0 0 10"
          + " -1\n";

  @BeforeEach
  void rowsAreOfLittleEndianMachines() {
    Assumptions.assumeTrue(
        java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN,
        "the rows were captured on a little-endian machine");
  }

  @Test
  void ipv4() throws IOException {
    assertEquals(
        Map.of(162883L, "0.0.0.0:8081 0", 162882L, "127.0.0.1:8080 3"),
        parse(HEADER + ANY_8081 + LOOPBACK_8080 + ESTABLISHED + TIME_WAIT));
  }

  @Test
  void ipv6() throws IOException {
    assertEquals(
        Map.of(162884L, "[::1]:8082 0", 162885L, "[::]:8083 0", 162886L, "127.0.0.1:8084 1"),
        parse(HEADER6 + LOOPBACK6_8082 + ANY6_8083 + MAPPED_8084 + ESTABLISHED6));
  }

  @Test
  void readsNoFurtherThanTheListeners() throws IOException {
    BufferedReader text =
        new BufferedReader(
            new StringReader(HEADER + ANY_8081 + ESTABLISHED + TIME_WAIT + LOOPBACK_8080));
    Map<Long, NetTcp.Row> rows = new TreeMap<>();
    NetTcp.parse(text, rows);
    assertEquals(Set.of(162883L), rows.keySet());
    assertEquals(TIME_WAIT.strip(), text.readLine().strip());
  }

  @Test
  void noListeners() throws IOException {
    assertEquals(Map.of(), parse(""));
    assertEquals(Map.of(), parse(HEADER));
    assertEquals(Map.of(), parse(HEADER + ESTABLISHED));
  }

  @Test
  void malformedRowsArePassedOver() throws IOException {
    for (String malformed :
        new String[] {
          "\n",
          "   0: 00000000:1F91 00000000:0000 0A\n",
          ANY_8081.replace("162883", "x"),
          ANY_8081.replace("162883", "99999999999999999999"),
          ANY_8081.replace(":1F91", ":GGGG"),
          ANY_8081.replace(":1F91", ":"),
          ANY_8081.replace("00000000:1F91", "0000000G:1F91"),
          ANY_8081.replace("00000000:1F91", "1F91"),
          ANY_8081.replace("00000000:00000000", "00000000:"),
          ANY_8081.replace("00000000:00000000", "zz"),
        }) {
      Map<Long, String> rows = parse(HEADER + malformed + LOOPBACK_8080);
      assertEquals("127.0.0.1:8080 3", rows.get(162882L), malformed);
      rows.remove(162883L);
      assertEquals(Set.of(162882L), rows.keySet(), malformed);
    }
  }

  /** gVisor writes zeros, also for the timeout that each socket of Linux has. */
  @Test
  void aQueueThatIsNotFilledInIsNotKnown() throws IOException {
    String blank =
        LOOPBACK_8080.replace(":00000003 ", ":00000000 ").replace(" 100 0 0 10 5", " 0 0 0 0 -1");
    assertEquals(
        Map.of(162883L, "0.0.0.0:8081 0", 162882L, "127.0.0.1:8080 -1"),
        parse(HEADER + ANY_8081 + blank));
  }

  /** There, listeners do not stand first. */
  @Test
  void whereFiguresAreNotFilledInAllRowsAreLookedThrough() throws IOException {
    String blank =
        LOOPBACK_8080.replace(":00000003 ", ":00000000 ").replace(" 100 0 0 10 5", " 0 0 0 0 -1");
    String connection = ESTABLISHED.replace(" 20 0 0 10 -1", " 0 0 0 0 -1");
    assertEquals(Map.of(162882L, "127.0.0.1:8080 -1"), parse(HEADER + connection + blank));
    assertEquals(Map.of(), parse(HEADER + ESTABLISHED + blank));
  }

  @Test
  void anAddressOfUnknownLengthIsNone() throws IOException {
    assertEquals(
        Map.of(162883L, "null 0"), parse(HEADER + ANY_8081.replace("00000000:1F91", "00:1F91")));
  }

  /** Only a socket that a process holds has an inode. */
  @Test
  void connectionsAreCountedByWhoHasClosedThem() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER + ANY_8081);
    String accepted = ESTABLISHED.replace(" 0 1 0000000095faf388", " 4711 1 0000000095faf388");
    for (String state : "01 01 04 05 05 05 06 08 08 09 0B 07".split(" ", -1)) {
      rows.append(accepted.replace(" 01 ", " " + state + " "));
      rows.append(ESTABLISHED.replace(" 01 ", " " + state + " "));
    }
    rows.append(accepted.replace(":1F90 ", ":1F91 ").replace(" 01 ", " 05 "));
    Connections counted =
        NetTcp.count(new BufferedReader(new StringReader(rows.toString())), any -> true)
            .at(0x1F90, port -> port == 0x1F91);
    assertEquals(2, counted.open());
    assertEquals(2, counted.leftByClient());
    assertEquals(5, counted.closedByServer());
    assertEquals(9, counted.held());
    assertEquals(1, counted.elsewhere());
  }

  @Test
  void aTextThatIsCutShortHasFewerRows() throws IOException {
    String text = HEADER + ANY_8081 + LOOPBACK_8080;
    int whole = HEADER.length() + ANY_8081.length();
    for (int length = 0; length < text.length(); length++) {
      int rows = parse(text.substring(0, length)).size();
      assertTrue(rows <= (length <= whole ? 1 : 2), "rows of " + length + " characters: " + rows);
    }
  }

  private static Map<Long, String> parse(String text) throws IOException {
    Map<Long, NetTcp.Row> rows = new TreeMap<>();
    NetTcp.parse(new BufferedReader(new StringReader(text)), rows);
    Map<Long, String> found = new TreeMap<>();
    rows.forEach((inode, row) -> found.put(inode, row.address + " " + row.queueLength));
    return found;
  }
}
