package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is said of a failure inside a hook. */
class HookFailureTest {
  @Test
  void saysTheClassAndTheStack() {
    assertEquals(
        "acceptlag could not record a connection: java.lang.IllegalStateException at"
            + " io.Recorder.entered(Recorder.java:10) < io.Receiver.onEnter(Receiver.java:11); the"
            + " application is not affected, but some connections are not counted",
        OwnTroubles.hookFailed(
            failure(frame("io.Recorder", "entered", 10), frame("io.Receiver", "onEnter", 11)), 1));
  }

  @Test
  void saysHowOftenItHasFailed() {
    assertTrue(
        OwnTroubles.hookFailed(failure(frame("io.Recorder", "entered", 10)), 3)
            .contains("; it has failed 3 times so far; "));
  }

  /** A JVM under load leaves it out, and a stack that overflowed is long. */
  @Test
  void takesStacksOfAnyLength() {
    assertTrue(
        OwnTroubles.hookFailed(failure(), 1)
            .startsWith(
                "acceptlag could not record a connection: java.lang.IllegalStateException;"));
    StackTraceElement[] deep = new StackTraceElement[1024];
    Arrays.fill(deep, frame("io.Recorder", "entered", 10));
    assertEquals(
        12, OwnTroubles.hookFailed(failure(deep), 1).split("Recorder[.]java", -1).length - 1);
  }

  private static Throwable failure(StackTraceElement... stack) {
    Throwable failure = new IllegalStateException("a message, which may name a client");
    failure.setStackTrace(stack);
    return failure;
  }

  private static StackTraceElement frame(String type, String method, int line) {
    return new StackTraceElement(type, method, type.replaceFirst(".*[.]", "") + ".java", line);
  }
}
