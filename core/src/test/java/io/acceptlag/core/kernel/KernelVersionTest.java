package io.acceptlag.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KernelVersionTest {
  @Test
  void comparesNumbersNotText() {
    KernelVersion kernel = version("6.6.9");
    assertTrue(kernel.isAtLeast(6, 6));
    assertTrue(kernel.isAtLeast(5, 10));
    assertFalse(kernel.isAtLeast(6, 14));
    assertTrue(version("6.18.44-fc-v595").isAtLeast(6, 14));
    assertTrue(version("10.0").isAtLeast(6, 18));
  }

  @Test
  void aStableReleaseIsOfItsOwnLineOnly() {
    assertTrue(version("4.4.178").isStableFrom(4, 4, 178));
    assertFalse(version("4.4.177-generic").isStableFrom(4, 4, 178));
    assertFalse(version("4.9.200").isStableFrom(4, 4, 178));
    assertFalse(version("4.4").isStableFrom(4, 4, 178));
  }

  @Test
  void recognisesRedHat() {
    assertTrue(version("3.10.0-1160.119.1.el7.x86_64").isRedHat(7));
    assertTrue(version("4.18.0-240.el8_3.x86_64").isRedHat(8));
    assertFalse(version("4.18.0-240.el8_3.x86_64").isRedHat(7));
    assertFalse(version("4.18.0-25-generic").isRedHat(8));
    assertTrue(version("2.6.32-754.el6.x86_64").isRedHat(6));
  }

  @Test
  void whatIsNoVersionIsNone() {
    for (String release : new String[] {"", "linux", "6", "6.", ".6.1", "v6.1", "999999.1"}) {
      assertNull(KernelVersion.parse(release), release);
    }
  }

  @Test
  void isSpelledAsTheKernelDoes() {
    assertEquals("6.18.44-fc-v595", version("6.18.44-fc-v595").toString());
  }

  static KernelVersion version(String release) {
    KernelVersion version = KernelVersion.parse(release);
    assertNotNull(version, release);
    return version;
  }
}
