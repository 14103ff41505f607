package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void aFrameIsSpelledAsReadersKnowIt() {
    assertEquals(
        "com.acme.Shop.load (Shop.java:42)",
        Frames.spell(new StackTraceElement("com.acme.Shop", "load", "Shop.java", 42)));
  }

  /** Whatever a language, or a generator, calls its classes: the JVM forbids few characters. */
  @Test
  void noFrameCanForgeALine() {
    StackTraceElement odd =
        new StackTraceElement("Shop | a=b", "a | event=slow\n", "x | y=\u202e.rb", 42);
    assertEquals("Shop / a:b.a / event:slow  (x / y:.rb:42)", Frames.spell(odd));
    StackTraceElement tooLong = new StackTraceElement("C".repeat(9000), "m".repeat(9000), null, 1);
    assertEquals("C".repeat(100) + "….", Frames.spell(tooLong).substring(0, 102));
    assertEquals(203, Frames.spell(tooLong).length());
  }
}
