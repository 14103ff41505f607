package io.acceptlag.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.LogMode;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentLogTest {
  @TempDir Path folder;

  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final LibrarySpotter spotter = new LibrarySpotter(AgentLogTest::fastNanos);
  private AgentLog log = start(LogMode.AUTO);

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    log.close();
    System.setErr(realErr);
  }

  @Test
  void keepsLinesInOrderUntilTheApplicationHasSetUpItsLog() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.load(Application.SLF4J);
    List<String> expected = new ArrayList<>(List.of("INFO app: up"));
    for (int i = 0; i < 1000; i++) {
      log.write(Severity.WARN, "line " + i);
      expected.add("WARN acceptlag: line " + i);
    }

    app.useSlf4j();

    await(() -> app.log().size() >= 1001);
    assertEquals(expected, app.log());
    assertEquals("", stderr());
  }

  @Test
  void movesToALibraryThatComesLater() throws Exception {
    log.write(Severity.INFO, "early");
    await(() -> stderr().equals("[acceptlag] INFO early\n"));

    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    log.write(Severity.INFO, "late");

    await(() -> app.log().size() == 2);
    assertEquals(List.of("INFO app: up", "INFO acceptlag: late"), app.log());
    assertEquals("[acceptlag] INFO early\n", stderr());
  }

  /** As Dropwizard does while it starts. */
  @Test
  void keepsInformationWhileTheApplicationsLogWantsNone() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    setRootLevel(app, "WARN");
    log.write(Severity.INFO, "start");
    log.write(Severity.WARN, "trouble");
    await(() -> app.log().contains("WARN acceptlag: trouble"));

    setRootLevel(app, "INFO");
    await(() -> app.log().contains("INFO acceptlag: start"));
    assertEquals("", stderr());
  }

  private static void setRootLevel(Application app, String level)
      throws ReflectiveOperationException {
    Object root =
        app.loadClass(Application.SLF4J).getMethod("getLogger", String.class).invoke(null, "ROOT");
    Class<?> type = app.loadClass("ch.qos.logback.classic.Level");
    root.getClass()
        .getMethod("setLevel", type)
        .invoke(root, type.getMethod("toLevel", String.class).invoke(null, level));
  }

  @Test
  void leavesOutALineThatRepeatsTheOneBefore() throws Exception {
    log.write(Severity.INFO, "a");
    log.write(Severity.INFO, "a");
    log.write(Severity.WARN, "a");
    log.write(Severity.INFO, "b");
    log.write(Severity.INFO, "a");
    log.close();

    assertEquals(
        "[acceptlag] INFO a\n[acceptlag] WARN a\n[acceptlag] INFO b\n[acceptlag] INFO a\n",
        stderr());
  }

  @Test
  void keepsALineOnOneLine() throws Exception {
    log.write(Severity.INFO, "thread \"a\r\n[acceptlag] ERROR forged\u001b[2J\"");
    log.close();

    assertEquals("[acceptlag] INFO thread \"a  [acceptlag] ERROR forged [2J\"\n", stderr());
  }

  @Test
  void dropsAndCountsWhatABlockedLoggerLeavesNoRoomFor() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch unblock = new CountDownLatch(1);
    app.hookIntoLogback(
        () -> {
          reached.countDown();
          awaitUninterruptibly(unblock);
        });
    log.write(Severity.INFO, "held");
    assertTrue(reached.await(30, TimeUnit.SECONDS));

    for (int i = 0; i < AgentLog.CAPACITY + 7; i++) {
      log.write(Severity.INFO, "line " + i);
    }
    assertEquals(List.of("INFO app: up"), app.log());
    unblock.countDown();

    await(() -> app.log().size() >= AgentLog.CAPACITY + 3);
    List<String> lines = app.log();
    assertEquals("INFO acceptlag: held", lines.get(1));
    assertEquals("INFO acceptlag: line 0", lines.get(2));
    assertEquals(
        List.of(
            "INFO acceptlag: line " + (AgentLog.CAPACITY - 1),
            "WARN acceptlag: 7 lines of acceptlag were dropped"),
        lines.subList(AgentLog.CAPACITY + 1, lines.size()));

    log.write(Severity.INFO, "there is room again");
    await(() -> app.log().contains("INFO acceptlag: there is room again"));
  }

  @Test
  void givesUpALoggerThatKeepsThrowing() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    AtomicInteger calls = new AtomicInteger();
    app.hookIntoLogback(
        () -> {
          calls.incrementAndGet();
          throw new IllegalStateException("disk full");
        });

    for (int i = 1; i <= 5; i++) {
      log.write(Severity.WARN, "line " + i);
    }
    await(() -> stderr().contains("line 5"));
    log.write(Severity.WARN, "line 6");
    await(() -> stderr().contains("line 6"));

    assertEquals(
        """
        [acceptlag] WARN line 1
        [acceptlag] WARN slf4j did not take the line above: java.lang.IllegalStateException: disk full
        [acceptlag] WARN line 2
        [acceptlag] WARN line 3
        [acceptlag] WARN slf4j keeps failing and gets no more lines of acceptlag
        [acceptlag] WARN line 4
        [acceptlag] WARN line 5
        [acceptlag] WARN line 6
        """,
        stderr());
    assertEquals(3, calls.get());
  }

  @Test
  void forgivesALoggerThatRecovers() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    AtomicInteger calls = new AtomicInteger();
    app.hookIntoLogback(
        () -> {
          if (calls.getAndIncrement() % 3 != 2) {
            throw new OutOfMemoryError("pretended");
          }
        });

    for (int i = 1; i <= 6; i++) {
      log.write(Severity.WARN, "line " + i);
    }
    await(() -> app.log().size() == 3);

    assertEquals(
        List.of("INFO app: up", "WARN acceptlag: line 3", "WARN acceptlag: line 6"), app.log());
    assertEquals(
        """
        [acceptlag] WARN line 1
        [acceptlag] WARN slf4j did not take the line above: java.lang.OutOfMemoryError: pretended
        [acceptlag] WARN line 2
        [acceptlag] WARN line 4
        [acceptlag] WARN line 5
        """,
        stderr());
  }

  @Test
  void doesNotSpinWhenAnAppenderLeavesTheThreadInterrupted() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    app.hookIntoLogback(() -> Thread.currentThread().interrupt());

    log.write(Severity.INFO, "line");
    await(() -> app.log().size() == 2);

    Thread delivery = deliveryThread();
    await(() -> delivery.getState() == Thread.State.WAITING);
    assertFalse(delivery.isInterrupted());
  }

  @Test
  void closesWithinASecondWhileTheLoggerBlocks() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch unblock = new CountDownLatch(1);
    app.hookIntoLogback(
        () -> {
          reached.countDown();
          awaitUninterruptibly(unblock);
        });
    log.write(Severity.INFO, "held");
    assertTrue(reached.await(30, TimeUnit.SECONDS));
    log.write(Severity.ERROR, "behind it");

    long start = System.nanoTime();
    log.close();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    String leftOver = "[acceptlag] INFO held\n[acceptlag] ERROR behind it\n";
    assertEquals(leftOver, stderr());
    assertTrue(millis < 2000, millis + " ms, of which one second is meant");

    log.write(Severity.WARN, "late");
    await(() -> stderr().endsWith("late\n"));
    assertEquals(leftOver + "[acceptlag] WARN late\n", stderr());
    unblock.countDown();
  }

  @Test
  void closesWithinASecondWhileStderrBlocks() throws Exception {
    CountDownLatch unblock = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    System.setErr(
        new PrintStream(err) {
          @Override
          public void println(String line) {
            reached.countDown();
            awaitUninterruptibly(unblock);
          }
        });
    log.write(Severity.INFO, "held");
    assertTrue(reached.await(30, TimeUnit.SECONDS));

    long start = System.nanoTime();
    log.close();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertTrue(millis < 2000, millis + " ms, of which one second is meant");
    unblock.countDown();
  }

  /**
   * Written when the delivering thread has ended and close() has not yet returned, or just after.
   */
  @Test
  void losesNoLineThatIsWrittenWhileItCloses() throws Exception {
    for (int i = 0; i < 50; i++) {
      log.close();
      log = start(LogMode.STDERR);
      Thread delivery = deliveryThread();
      Thread closing = new Thread(log::close);
      closing.start();
      while (delivery.isAlive()) {
        Thread.onSpinWait();
      }
      String line = "line " + i;
      log.write(Severity.INFO, line);
      closing.join();

      await(() -> stderr().contains("[acceptlag] INFO " + line + "\n"));
    }
  }

  @Test
  void closeGivesTheLastLinesToALibraryThatIsReady() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    log.write(Severity.INFO, "bye");
    log.close();

    assertEquals(List.of("INFO app: up", "INFO acceptlag: bye"), app.log());
    assertEquals("", stderr());
  }

  @Test
  void closePrintsWhatFoundNoHome() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.load(Application.SLF4J);
    log.write(Severity.INFO, "up");
    log.write(Severity.ERROR, "down");
    log.close();

    assertEquals("[acceptlag] INFO up\n[acceptlag] ERROR down\n", stderr());
    assertEquals(List.of(), app.log());
  }

  @Test
  void stderrModeDoesNotWait() throws Exception {
    log.close();
    log =
        new AgentLog(
            LogMode.STDERR, spotter, Application::isInitialized, new OwnHealth(() -> 0), () -> 0);
    log.start();
    log.write(Severity.WARN, "now");

    await(() -> stderr().equals("[acceptlag] WARN now\n"));
  }

  @Test
  void noneIsSilent() throws Exception {
    log.close();
    log = start(LogMode.NONE);
    log.write(Severity.ERROR, "anything");
    log.close();

    assertEquals("", stderr());
  }

  @Test
  void letsTheClassLoaderOfAnApplicationGo() throws Exception {
    WeakReference<ClassLoader> loader = useAndForgetAnApplication();

    await(
        () -> {
          System.gc();
          return loader.get() == null;
        });
    log.write(Severity.INFO, "after it");
    await(() -> stderr().equals("[acceptlag] INFO after it\n"));
  }

  private WeakReference<ClassLoader> useAndForgetAnApplication() throws Exception {
    Application app = new Application(folder, spotter, Application.LOGBACK);
    app.useSlf4j();
    log.write(Severity.INFO, "line");
    await(() -> app.log().size() == 2);
    return new WeakReference<>(app);
  }

  private AgentLog start(LogMode mode) {
    AgentLog started =
        new AgentLog(
            mode,
            spotter,
            Application::isInitialized,
            new OwnHealth(() -> 0),
            AgentLogTest::fastNanos);
    started.start();
    return started;
  }

  private String stderr() {
    return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** A second of patience takes 200 ms. */
  private static long fastNanos() {
    return System.nanoTime() * 5;
  }

  private static Thread deliveryThread() {
    // Those of other tests have ended: each closes its log.
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("acceptlag-log"))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      Thread.sleep(10);
    }
  }
}
