package io.acceptlag.probes.libc.jna;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Native;
import io.acceptlag.core.kernel.Errno;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class JnaLibCTest {
  /**
   * Also with the property jna.protected, which an application sets for its own JNA. JNA gets a
   * class loader of its own here, because copies of its library hide one another's methods.
   */
  @Test
  void leavesSignalHandlersToTheJvm() throws Exception {
    URL[] all = {locationOf(Native.class), locationOf(JnaLibC.class), locationOf(Errno.class)};
    try (URLClassLoader loader = new URLClassLoader(all, ClassLoader.getPlatformClassLoader())) {
      Class<?> jna = Class.forName(Native.class.getName(), true, loader);
      assertEquals(false, jna.getMethod("isProtected").invoke(null));
      jna.getMethod("setProtected", boolean.class).invoke(null, true);
      assertEquals(true, jna.getMethod("isProtected").invoke(null), "JNA does not know this here");

      Class.forName(JnaLibC.class.getName(), true, loader).getConstructor().newInstance();

      assertEquals(false, jna.getMethod("isProtected").invoke(null));
    }
  }

  private static URL locationOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
