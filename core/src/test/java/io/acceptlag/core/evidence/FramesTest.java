package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  /** From Java 13 on, read with a timeout: and no acceptor, whose frames are of the same class. */
  @Test
  void whatIsParkedInASocketReadsIt() {
    String impl = "sun.nio.ch.NioSocketImpl.";
    String poll = "sun.nio.ch.Net.poll";
    assertTrue(
        Frames.readsSocket(stack(poll, impl + "park", impl + "timedRead", impl + "implRead")));
    assertTrue(Frames.readsSocket(stack("java.net.SocketInputStream.socketRead0")));
    assertFalse(
        Frames.readsSocket(
            stack(poll, impl + "park", impl + "timedAccept", "com.acme.Reader.read")));
    assertFalse(Frames.readsSocket(stack("com.acme.Reader.read", impl + "read")));
  }

  /** It is the application's own class that people know, and what it waits for is named besides. */
  @Test
  void whoCallsALibraryThatPoolsConnectionsSaysMore() {
    String inPool = "com.zaxxer.hikari.util.ConcurrentBag.borrow";
    assertEquals("com.acme.Dao.load", topmost(inPool, "com.acme.Dao.load", "com.acme.Web.get"));
    assertEquals("com.acme.Stub.open", topmost("com.acme.Stub.open", inPool, "com.acme.Dao.load"));
    assertEquals(inPool, topmost("java.lang.Thread.sleep", inPool, "java.lang.Thread.run"));
  }

  private static String topmost(String... methods) {
    StackTraceElement frame = Frames.topmostOfApplication(stack(methods));
    return frame == null ? "" : Frames.spellMethod(frame);
  }

  @Test
  void coroutinesAndActorsGoOnWhereAThreadIsFree() {
    String worker = "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.";
    assertTrue(Frames.mayMove(stack("java.lang.Thread.sleep", worker + "runWorker")));
    assertTrue(Frames.mayMove(stack("com.acme.A.b", "org.apache.pekko.dispatch.Mailbox.run")));
    assertFalse(
        Frames.mayMove(
            stack("com.acme.A.b", "java.util.concurrent.ThreadPoolExecutor$Worker.run")));
  }

  private static StackTraceElement[] stack(String... methods) {
    StackTraceElement[] stack = new StackTraceElement[methods.length];
    for (int i = 0; i < methods.length; i++) {
      int dot = methods[i].lastIndexOf('.');
      stack[i] =
          new StackTraceElement(
              methods[i].substring(0, dot), methods[i].substring(dot + 1), null, -1);
    }
    return stack;
  }
}
