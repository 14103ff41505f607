package io.acceptlag.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeyTest {
  @Test
  void ipv4IsTheSameHoweverItIsSpelt() {
    long key = PeerKey.ofIpv4(0x7f000001, 4711);
    assertEquals(key, PeerKey.parse("127.0.0.1", 4711));
    assertEquals(key, PeerKey.parse("::ffff:127.0.0.1", 4711));
    assertEquals(key, PeerKey.parse("0:0:0:0:0:ffff:7f00:1", 4711));
    assertEquals(
        key, PeerKey.ofIpv6(0, 0xffff_7f00_0001L, 4711), "as a dual-stack listener has it");
    assertNotEquals(key, PeerKey.parse("127.0.0.1", 4712));
    assertNotEquals(key, PeerKey.parse("127.0.0.2", 4711));
  }

  @ParameterizedTest
  @CsvSource({
    "::1, 0, 1",
    "0:0:0:0:0:0:0:1, 0, 1",
    "[::1], 0, 1",
    "[0:0:0:0:0:0:0:1], 0, 1",
    "fe80::a%eth0, -108086391056891904, 10",
    "FE80:0:0:0:0:0:0:A, -108086391056891904, 10",
    "2001:db8::, 2306139568115548160, 0",
    "64:ff9b::192.0.2.1, 28428538856079360, 3221225985",
    "::, 0, 0",
  })
  void ipv6IsTheSameHoweverItIsSpelt(String text, long high, long low) {
    assertEquals(PeerKey.ofIpv6(high, low, 80), PeerKey.parse(text, 80));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.+4",
        "1..2.3",
        "1:2:3",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "::1.2.3",
        "g::",
        "1:2:3:4:5:6:7:8::",
        "٣.1.1.1"
      })
  void whatIsNoAddressHasNone(String text) {
    assertEquals(PeerKey.NONE, PeerKey.parse(text, 80));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 65536, Long.MAX_VALUE})
  void whatIsNoPortHasNone(long port) {
    assertEquals(PeerKey.NONE, PeerKey.parse("127.0.0.1", port));
  }

  @Test
  void thoseOfAWholeNetworkDiffer() {
    Set<Long> keys = new HashSet<>();
    for (int address = 0; address < 64; address++) {
      for (int port = 1; port < 65536; port += 7) {
        keys.add(PeerKey.ofIpv4(0x0a000000 + address, port));
      }
    }
    assertEquals(64 * 9363, keys.size());
  }
}
