package io.acceptlag.probes.libc.jna;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Native;
import io.acceptlag.core.kernel.Errno;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class JnaLibCTest {
  /**
   * With the property jna.protected, which an application gives for its own JNA. By a loader of its
   * own: where JNA's library is loaded more than once, it is not known which of them a method is
   * of.
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
