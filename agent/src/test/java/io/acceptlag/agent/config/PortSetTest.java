package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortSetTest {

  @Test
  void containsItsPortsAndTheEndsOfItsRanges() throws InvalidValueException {
    PortSet ports = PortSet.parse("80:9000-9002");
    assertTrue(ports.contains(80));
    assertTrue(ports.contains(9000));
    assertTrue(ports.contains(9001));
    assertTrue(ports.contains(9002));
    assertFalse(ports.contains(79));
    assertFalse(ports.contains(8999));
    assertFalse(ports.contains(9003));
  }

  @Test
  void isAllUnlessAPortIsLeftOut() throws InvalidValueException {
    assertTrue(PortSet.all().isAll());
    assertTrue(PortSet.parse("1-65535").isAll());
    assertFalse(PortSet.all().without(PortSet.parse("9000")).isAll());
    assertFalse(PortSet.none().isAll());
  }

  @Test
  void noSetContainsWhatIsNotAPort() {
    for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE}) {
      assertFalse(PortSet.all().contains(number));
    }
    assertTrue(PortSet.all().contains(1));
    assertTrue(PortSet.all().contains(65535));
    assertFalse(PortSet.none().contains(80));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "8080 > 8080",
        "2:1 > 1-2",
        "1-3:2-5 > 1-5",
        "80,443 > 80:443",
        " 80 - 82 : 443 > 80-82:443",
        "1-65535 > all",
        "65535 > 65535",
        "1-65534 > 1-65534"
      })
  void isShownAsItMayBeWritten(String list, String shown) throws InvalidValueException {
    PortSet ports = PortSet.parse(list);
    assertEquals(shown, ports.toString());
    if (!shown.equals("all")) {
      assertEquals(ports, PortSet.parse(shown));
      assertNotEquals(ports, PortSet.all());
    }
  }

  @Test
  void withoutLeavesBothSetsAsTheyWere() throws InvalidValueException {
    PortSet some = PortSet.parse("80-90");
    PortSet other = PortSet.parse("85");
    assertEquals("80-84:86-90", some.without(other).toString());
    assertEquals("80-90", some.toString());
    assertEquals("85", other.toString());
    assertTrue(other.without(some).isEmpty());
  }
}
