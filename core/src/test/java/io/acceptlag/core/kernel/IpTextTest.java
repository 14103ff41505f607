package io.acceptlag.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IpTextTest {
  @Test
  void ipv4() {
    assertEquals("0.0.0.0", IpText.ipv4(0));
    assertEquals("127.0.0.1", IpText.ipv4(0x7f00_0001));
    assertEquals("255.254.253.252", IpText.ipv4(0xfffe_fdfc));
  }

  /** The examples of RFC 5952, section 4. */
  @Test
  void ipv6InItsShortestForm() {
    assertEquals("::", IpText.ipv6(0, 0));
    assertEquals("::1", IpText.ipv6(0, 1));
    assertEquals("2001:db8::1", IpText.ipv6(0x2001_0db8_0000_0000L, 1));
    assertEquals("2001:db8::2:1", IpText.ipv6(0x2001_0db8_0000_0000L, 0x0002_0001L));
    assertEquals(
        "2001:db8:0:1:1:1:1:1", IpText.ipv6(0x2001_0db8_0000_0001L, 0x0001_0001_0001_0001L));
    assertEquals("2001:0:0:1::1", IpText.ipv6(0x2001_0000_0000_0001L, 1));
    assertEquals("2001:db8::1:0:0:1", IpText.ipv6(0x2001_0db8_0000_0000L, 0x0001_0000_0000_0001L));
  }

  @Test
  void ipv6WithZerosAtItsEnds() {
    assertEquals("fe80::", IpText.ipv6(0xfe80_0000_0000_0000L, 0));
    assertEquals("0:1:2:3:4:5:6:7", IpText.ipv6(0x0000_0001_0002_0003L, 0x0004_0005_0006_0007L));
    assertEquals("1:2:3:4:5:6:7:0", IpText.ipv6(0x0001_0002_0003_0004L, 0x0005_0006_0007_0000L));
    assertEquals("::3:4:5:6:7:8", IpText.ipv6(0x0000_0000_0003_0004L, 0x0005_0006_0007_0008L));
    assertEquals("::ffff:7f00:1", IpText.ipv6(0, 0xffff_7f00_0001L));
  }

  @Test
  void mappedIpv4() {
    assertTrue(IpText.isMappedIpv4(0, 0xffff_7f00_0001L));
    assertFalse(IpText.isMappedIpv4(1, 0xffff_7f00_0001L));
    assertFalse(IpText.isMappedIpv4(0, 0x7f00_0001L));
    assertFalse(IpText.isMappedIpv4(0, 0x1_ffff_7f00_0001L));
  }
}
