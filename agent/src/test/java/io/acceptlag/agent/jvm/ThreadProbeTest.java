package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import java.net.ServerSocket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With threads of the test's own, in each state that a thread can be in. */
@Timeout(60)
class ThreadProbeTest {
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /** Without what opens java.base, as in an image that lacks it: ManagementFactory's beans. */
  private final ThreadProbe probe = new ThreadProbe(JvmBeans.open(null), 17);

  @AfterEach
  void end() throws InterruptedException {
    over.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void whoWaitsForAMonitorShowsWhoHasIt() throws InterruptedException {
    Object monitor = new Object();
    synchronized (monitor) {
      Thread acceptor = start("shop-acceptor", () -> enter(monitor));
      await(acceptor, Thread.State.BLOCKED);

      AcceptorSample sample = probe.sample(acceptor);

      assertEquals("shop-acceptor", sample.threadName());
      assertEquals(Thread.State.BLOCKED, sample.state());
      assertTrue(has(sample.stack(), "enter"), () -> Arrays.toString(sample.stack()));
      assertEquals("java.lang.Object", sample.lock());
      assertEquals(Thread.currentThread().getName(), sample.lockOwner());
      assertTrue(
          has(sample.ownerStack(), "whoWaitsForAMonitorShowsWhoHasIt"),
          () -> Arrays.toString(sample.ownerStack()));
    }
  }

  @Test
  void whoWaitsForALockShowsWhoHasIt() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    try {
      Thread acceptor = start("shop-acceptor", lock::lock);
      await(acceptor, Thread.State.WAITING);

      AcceptorSample sample = probe.sample(acceptor);

      assertEquals("java.util.concurrent.locks.ReentrantLock$NonfairSync", sample.lock());
      assertEquals(Thread.currentThread().getName(), sample.lockOwner());
    } finally {
      lock.unlock();
    }
  }

  /** Nobody has what a latch waits for. */
  @Test
  void whoWaitsForNobodyHasNoOwner() throws InterruptedException {
    Thread acceptor = start("shop-acceptor", this::awaitTheEnd);
    await(acceptor, Thread.State.WAITING);

    AcceptorSample sample = probe.sample(acceptor);

    assertEquals("java.util.concurrent.CountDownLatch$Sync", sample.lock());
    assertNull(sample.lockOwner());
    assertEquals(0, sample.ownerStack().length);
  }

  @Test
  void whoRunsWaitsForNothing() {
    Thread acceptor = start("shop-acceptor", this::spin);

    AcceptorSample sample = probe.sample(acceptor);

    assertEquals(Thread.State.RUNNABLE, sample.state());
    assertNull(sample.lock());
  }

  @Test
  void whoHasEndedHasNoStack() throws InterruptedException {
    Thread acceptor = start("shop-acceptor", () -> {});
    acceptor.join();

    AcceptorSample sample = probe.sample(acceptor);

    assertEquals("shop-acceptor", sample.threadName());
    assertEquals(Thread.State.TERMINATED, sample.state());
    assertEquals(0, sample.stack().length);
  }

  /** A server's own frames are at the bottom, of which one of 68 frames in Quarkus was cut off. */
  @Test
  void aPoolIsSampledDownToTheBottom() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      await(start("shop-pool-" + i, () -> descend(300)), Thread.State.WAITING);
    }
    await(start("bank-pool-0", this::awaitTheEnd), Thread.State.WAITING);

    List<AcceptorSample> pool = shopPool();

    assertEquals(10, pool.size());
    for (AcceptorSample each : pool) {
      assertTrue(each.threadName().startsWith("shop-pool-"), each.threadName());
      StackTraceElement[] stack = each.stack();
      assertEquals("java.lang.Thread", stack[stack.length - 1].getClassName());
    }
  }

  /** All threads stand still meanwhile. */
  @ParameterizedTest
  @CsvSource({"1, 512", "64, 512", "128, 256", "256, 128", "1000, 128"})
  void framesAreFewerWhereThreadsAreMany(int threads, int frames) {
    assertEquals(frames, ThreadSamples.framesMax(threads));
  }

  /** The agent's thread has a group of its own, below that of the application's. */
  @Test
  void aPoolIsSeenFromAnotherGroup() throws InterruptedException {
    await(start("shop-pool-0", this::awaitTheEnd), Thread.State.WAITING);
    List<AcceptorSample> pool = new CopyOnWriteArrayList<>();
    Thread agent =
        new Thread(
            new ThreadGroup(new ThreadGroup("outer"), "acceptlag"), () -> pool.addAll(shopPool()));
    agent.start();
    agent.join();

    assertEquals(1, pool.size());
  }

  @Test
  void allAreThereWhereTheyAreNotTooMany() throws InterruptedException {
    await(start("shop-acceptor", this::awaitTheEnd), Thread.State.WAITING);

    assertTrue(probe.all().stream().anyMatch(each -> each.threadName().equals("shop-acceptor")));
    for (int i = 0; i < 256; i++) {
      start("shop-pool-" + i, this::awaitTheEnd);
    }
    assertEquals(List.of(), probe.all());
    assertEquals(256, shopPool().size());
  }

  private List<AcceptorSample> shopPool() {
    List<Thread> pool = new ArrayList<>();
    for (Thread thread : ThreadSamples.others(Thread.currentThread())) {
      if (thread.getName().startsWith("shop-pool-")) {
        pool.add(thread);
      }
    }
    return new ThreadSamples(JvmBeans.open(null)).of(pool);
  }

  @Test
  void onlyABlockingListenerIsWaitedForInsideAccept() throws Exception {
    try (ServerSocket socket = new ServerSocket();
        ServerSocketChannel blocking = ServerSocketChannel.open();
        ServerSocketChannel selected = ServerSocketChannel.open();
        AsynchronousServerSocketChannel asynchronous = AsynchronousServerSocketChannel.open()) {
      selected.configureBlocking(false);

      assertTrue(probe.waitsInsideAccept(socket));
      assertTrue(probe.waitsInsideAccept(blocking));
      assertFalse(probe.waitsInsideAccept(selected));
      assertFalse(probe.waitsInsideAccept(asynchronous));
      assertTrue(probe.isAsynchronous(asynchronous));
      assertFalse(probe.isAsynchronous(blocking));
      // There isBlocking() would wait for the accept itself.
      assertFalse(new ThreadProbe(JvmBeans.open(null), 8).waitsInsideAccept(blocking));
    }
  }

  private Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  private static void await(Thread thread, Thread.State state) throws InterruptedException {
    // It can't be notified of; the test's own bound ends it.
    while (thread.getState() != state) {
      Thread.sleep(1);
    }
  }

  private static boolean has(StackTraceElement[] stack, String method) {
    return Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private static void enter(Object monitor) {
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  private void descend(int frames) {
    if (frames > 0) {
      descend(frames - 1);
    } else {
      awaitTheEnd();
    }
  }

  private void awaitTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void spin() {
    while (over.getCount() > 0) {
      Thread.onSpinWait();
    }
  }
}
