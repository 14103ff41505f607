package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainStartedTest {
  /** Between one agent and the next the JVM appends a jar and loads a class, and so before main. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sun.instrument.InstrumentationImpl",
        "jdk.internal.loader.ClassLoaders$AppClassLoader",
        "sun.misc.Launcher$AppClassLoader",
        "java.lang.ClassLoader",
        "java.lang.String",
        "java.lang.InternalError",
        "java.util.jar.JarFile",
        "sun.launcher.LauncherHelper",
      })
  void theJvmIsNotAtMainYet(String outermost) {
    assertTrue(MainStarted.boundNanos(outermost) > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Main",
        "Main",
        "sun.net.httpserver.simpleserver.Main",
        "java.lang.Thread"
      })
  void mainHasBegun(String outermost) {
    assertEquals(0, MainStarted.boundNanos(outermost));
  }

  /** Another agent may take minutes, where the CPU quota is small. */
  @Test
  void anotherAgentIsWaitedForLongest() {
    assertTrue(
        MainStarted.boundNanos("sun.instrument.InstrumentationImpl")
            > MainStarted.boundNanos("sun.launcher.LauncherHelper"));
  }
}
