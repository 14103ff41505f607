package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class TakersTest {
  private static final String PREFIX = "org.apache.pekko.dispatch.";
  private static final String TASK = PREFIX + "TaskInvocation";

  private static final List<AcceptorSample> BUSY =
      List.of(thread("com.acme.Shop", TASK), thread("com.acme.Shop", TASK));

  private static final List<AcceptorSample> IDLE =
      List.of(thread("java.util.concurrent.ForkJoinPool"));

  @Test
  void thePoolWithoutAFreeThread() {
    assertEquals(2, Takers.withoutAFreeThread(List.of(IDLE, BUSY), PREFIX).busy());
  }

  @Test
  void noneWhereAThreadIsFree() {
    List<AcceptorSample> mixed = List.of(BUSY.get(0), IDLE.get(0));
    assertFalse(Takers.withoutAFreeThread(List.of(mixed, List.of()), PREFIX).known());
  }

  @Test
  void noneThatTheServerDoesNotUse() {
    List<AcceptorSample> others = List.of(thread("com.acme.Batch", "com.acme.Pool"));
    assertFalse(Takers.withoutAFreeThread(List.of(others), PREFIX).known());
  }

  @Test
  void ofTwoThatFitNoneIsNamed() {
    assertFalse(Takers.withoutAFreeThread(List.of(BUSY, BUSY), PREFIX).known());
  }

  private static AcceptorSample thread(String... classes) {
    StackTraceElement[] stack = new StackTraceElement[classes.length];
    for (int i = 0; i < classes.length; i++) {
      stack[i] = new StackTraceElement(classes[i], "run", "Source.java", 7);
    }
    return new AcceptorSample(
        "shop-1", Thread.State.TIMED_WAITING, stack, null, null, new StackTraceElement[0]);
  }
}
