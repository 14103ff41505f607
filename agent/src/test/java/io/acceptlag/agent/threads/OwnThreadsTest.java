package io.acceptlag.agent.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class OwnThreadsTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  /** Nor what a library's thread does that was started from ours. */
  @Test
  void nothingReachesTheApplicationsHandler() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> seen.add("application"));
    OwnThreads threads = new OwnThreads();
    threads.reportTo(seen::add);

    run(new Thread(threads, () -> fail("S3CRET"), "first"));
    run(new Thread(threads, () -> run(new Thread(() -> fail("S3CRET"), "library's")), "second"));

    assertEquals(
        List.of(
            "acceptlag's thread \"first\" has ended: java.lang.AssertionError;"
                + " the application is not affected"),
        seen);
  }

  /** As it would if no memory were left for the words. */
  @Test
  void whatCannotBeToldEitherIsNobodyElses() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> seen.add("application"));
    OwnThreads threads = new OwnThreads();
    threads.reportTo(notice -> fail("no room"));

    run(new Thread(threads, () -> fail("S3CRET"), "first"));

    assertEquals(List.of(), seen);
  }

  /** The application may list the threads of its group, interrupt them, or wait for their end. */
  @Test
  void addsNoThreadToTheApplicationsGroup() {
    CountDownLatch seenAll = new CountDownLatch(1);
    Thread thread = new Thread(new OwnThreads(), () -> await(seenAll), "ours");
    thread.start();
    try {
      Thread[] group = new Thread[Thread.activeCount() + 16];
      Thread.enumerate(group);
      assertFalse(Arrays.asList(group).contains(thread));
    } finally {
      seenAll.countDown();
    }
  }

  /** The thread that writes a black box may end later than the agent; a hook is never started. */
  @Test
  @DisabledForJreRange(min = JRE.JAVA_19, disabledReason = "groups are forgotten by themselves")
  void isForgottenOnceTheLastThreadHasEnded() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    OwnThreads threads = new OwnThreads();
    Thread hook = new Thread(threads, () -> fail("is never started"), "hook");
    Thread late = new Thread(threads, () -> await(mayEnd), "late");
    late.start();
    Thread leaves = new Thread(threads::end, "leaves");
    leaves.start();
    while (leaves.getState() != Thread.State.TIMED_WAITING && leaves.isAlive()) {
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    join(leaves);
    join(late);
    ThreadGroup[] groups = new ThreadGroup[threads.getParent().activeGroupCount() + 16];
    threads.getParent().enumerate(groups);
    assertFalse(Arrays.asList(groups).contains(threads), hook.getName());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fail(String message) {
    throw new AssertionError(message);
  }

  private static void run(Thread thread) {
    thread.start();
    join(thread);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
