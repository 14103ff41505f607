package io.acceptlag.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.acceptlag.core.report.Severity;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class JulSinkTest {
  private static final String JDK = "java.util.logging.LogManager";
  private static final String JBOSS = "org.jboss.logmanager.LogManager";

  @Test
  void theJdksLevels() {
    assertEquals(Level.INFO, JulSink.level(Severity.INFO, JDK));
    assertEquals(Level.WARNING, JulSink.level(Severity.WARN, JDK));
    assertEquals(Level.SEVERE, JulSink.level(Severity.ERROR, JDK));
  }

  /** They are known by name once JBoss has made them, and only its own log is to have them. */
  @Test
  void jbossesOwnLevels() {
    assertThrows(IllegalArgumentException.class, () -> Level.parse("WARN"), "made elsewhere");
    assertEquals(Level.WARNING, JulSink.level(Severity.WARN, JBOSS), "not made yet");
    assertEquals(Level.SEVERE, JulSink.level(Severity.ERROR, JBOSS), "not made yet");

    Level warn = new OwnLevel("WARN", 900);
    Level error = new OwnLevel("ERROR", 1000);
    assertSame(Level.INFO, JulSink.level(Severity.INFO, JBOSS));
    assertSame(warn, JulSink.level(Severity.WARN, JBOSS));
    assertSame(error, JulSink.level(Severity.ERROR, JBOSS));
    assertSame(Level.WARNING, JulSink.level(Severity.WARN, JDK));
    assertSame(
        Level.SEVERE, JulSink.level(Severity.ERROR, "org.apache.juli.ClassLoaderLogManager"));
  }

  /** As {@code org.jboss.logmanager.Level} is. */
  private static final class OwnLevel extends Level {
    private static final long serialVersionUID = 1;

    OwnLevel(String name, int value) {
      super(name, value);
    }
  }
}
