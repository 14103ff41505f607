package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WhoTakesThemTest {
  private final FakeObjects objects = new FakeObjects();
  private final Object queue = new LinkedBlockingQueue<>();
  private final Object other = new LinkedBlockingQueue<>();
  private final Object server = new Object();
  private final Thread taker = new Taker();
  private final Thread another = new Taker();
  private final Parked parked = new Parked();

  @BeforeEach
  void fill() {
    Object node = new Object();
    objects.field(queue, "head", node);
    objects.field(node, "item", objects.connection(7));
    objects.refers(server, queue, other);
  }

  @AfterEach
  void end() {
    parked.interrupt();
  }

  @Test
  void thoseOfOneKindTake() {
    objects.refers(taker, queue);
    objects.refers(another, queue);
    assertEquals(List.of(taker, another), takers());
  }

  @Test
  void aSingleThreadMayOnlyMeasureIt() {
    objects.refers(taker, queue);
    assertEquals(List.of(), takers());
  }

  @Test
  void ofTwoKindsNeitherIsKnownToTake() {
    objects.refers(taker, server);
    objects.refers(another, server);
    objects.refers(parked, server);
    assertEquals(List.of(), takers());
  }

  @Test
  void whoWaitsForAnotherQueueDoesNotTake() throws InterruptedException {
    objects.refers(taker, server);
    objects.refers(another, server);
    objects.refers(parked, server);
    objects.refers(other, parked.on);
    park();
    assertEquals(List.of(taker, another), takers());
  }

  @Test
  void whoWaitsForItTakes() throws InterruptedException {
    objects.refers(taker, server);
    objects.refers(another, server);
    objects.refers(parked, server);
    objects.refers(queue, parked.on);
    park();
    assertEquals(List.of(parked), takers());
  }

  private void park() throws InterruptedException {
    parked.start();
    while (LockSupport.getBlocker(parked) == null) {
      Thread.sleep(1);
    }
  }

  private List<Thread> takers() {
    QueuedSockets queued = new QueuedSockets(objects, objects.wanted(7));
    return new WhoTakesThem(
            objects, queued, these -> these.stream().map(WhoTakesThemTest::stack).toList())
        .among(List.of(taker, another, parked), List.of());
  }

  /** Of lambdas, each of which has a method of its own. */
  private static StackTraceElement[] stack(Thread thread) {
    String method = thread instanceof Taker ? "takeAll" : "renderAll";
    return new StackTraceElement[] {
      new StackTraceElement("java.lang.Thread", "sleep", null, -2),
      new StackTraceElement("example.Dao", "load", null, 1),
      new StackTraceElement("example.Server", method, null, 2),
      new StackTraceElement("example.Server", "lambda$start$" + thread.getId(), null, 3),
      new StackTraceElement("java.lang.Thread", "run", null, 4),
    };
  }

  /** Not started: only what it refers to matters. */
  private static final class Taker extends Thread {}

  private static final class Parked extends Thread {
    private final Object on = new Object();

    @Override
    public void run() {
      while (!isInterrupted()) {
        LockSupport.park(on);
      }
    }
  }
}
