package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.probes.procfs.Proc;
import io.acceptlag.probes.procfs.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a copy of /proc, because what the scheduler does cannot be arranged. */
class KernelThreadsTest {
  private static final long MILLIS = 1_000_000;
  private static final long JAVA_ID = 31;

  @TempDir private Path proc;
  private KernelThreads threads;

  @BeforeEach
  void start() throws IOException {
    threads = new KernelThreads(new Tasks(new Proc(proc.toFile())));
    task(7, "R", 40 * MILLIS);
    task(8, "S", 50 * MILLIS);
  }

  @Test
  void whoGetsHardlyAnyCpuIsNotToBeAskedWhereItIs() {
    KernelThread thread = threads.of(JAVA_ID);
    assertEquals(Readiness.READY, thread.look(0, 40 * MILLIS));
    assertFalse(thread.isWhereItWas(), "it has not shown its stack yet");
    assertFalse(thread.starves(), "for how long it has waited is not known");
    StackTraceElement[] stack = {new StackTraceElement("com.acme.Shop", "slow", "Shop.java", 7)};
    thread.showed(stack);

    thread.look(100 * MILLIS, 40 * MILLIS);
    assertTrue(thread.isWhereItWas());
    assertSame(stack, thread.stack());
    assertSame(thread, threads.of(JAVA_ID));

    thread.look(200 * MILLIS, 44 * MILLIS);
    assertFalse(thread.isWhereItWas(), "it has run");
    assertTrue(thread.starves());

    thread.look(300 * MILLIS, 44 * MILLIS);
    assertFalse(thread.isWhereItWas(), "it has run since it showed its stack");

    thread.look(302 * MILLIS, 44 * MILLIS);
    assertTrue(thread.starves(), "a look of the same poll");

    thread.look(400 * MILLIS, 90 * MILLIS);
    assertFalse(thread.starves(), "it had a CPU half of the time");
  }

  @Test
  void whoSleepsHasNoWantOfACpu() {
    KernelThread thread = threads.of(JAVA_ID);
    assertEquals(Readiness.ASLEEP, thread.look(0, 50 * MILLIS));
    assertEquals(Readiness.ASLEEP, thread.look(100 * MILLIS, 50 * MILLIS));
    assertFalse(thread.starves());
  }

  @Test
  void whoRunsIsFoundOnceItDoesNot() throws IOException {
    KernelThread thread = threads.of(JAVA_ID);
    assertEquals(Readiness.UNKNOWN, thread.look(0, 60 * MILLIS));
    threads.nextPoll();
    assertEquals(Readiness.UNKNOWN, thread.look(100 * MILLIS, 70 * MILLIS));
    assertFalse(thread.isWhereItWas());
    task(8, "S", 80 * MILLIS);
    threads.nextPoll();
    assertEquals(Readiness.UNKNOWN, thread.look(200 * MILLIS, 80 * MILLIS), "it was running");
    threads.nextPoll();
    assertEquals(Readiness.ASLEEP, thread.look(300 * MILLIS, 80 * MILLIS));
  }

  @Test
  void allThreadsAreLookedThroughOnceAPoll() {
    assertEquals(Readiness.READY, threads.of(JAVA_ID).look(0, 40 * MILLIS));
    assertEquals(Readiness.UNKNOWN, threads.of(JAVA_ID + 1).look(0, 50 * MILLIS));
    threads.nextPoll();
    assertEquals(Readiness.ASLEEP, threads.of(JAVA_ID + 1).look(100 * MILLIS, 50 * MILLIS));
  }

  @Test
  void nothingIsKeptForLongAfterTrouble() {
    KernelThread thread = threads.of(JAVA_ID);
    for (int i = 0; i < 100; i++) {
      threads.nextPoll();
    }
    assertSame(thread, threads.of(JAVA_ID));
    for (int i = 0; i < 101; i++) {
      threads.nextPoll();
    }
    assertNotSame(thread, threads.of(JAVA_ID));
  }

  @Test
  void twoThatHaveRunForEquallyLongAreNotToldApart() throws IOException {
    task(9, "R", 50 * MILLIS);
    assertEquals(Readiness.UNKNOWN, threads.of(JAVA_ID).look(0, 50 * MILLIS));
  }

  @Test
  void whereTheJvmDoesNotMeasureCpuTimeNothingIsKnown() {
    KernelThread thread = threads.of(JAVA_ID);
    assertEquals(Readiness.UNKNOWN, thread.look(0, -1));
    assertEquals(Readiness.UNKNOWN, thread.look(100 * MILLIS, -1));
    assertFalse(thread.isWhereItWas());
    assertFalse(thread.starves());
  }

  private void task(int id, String state, long ranNanos) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("self/task/" + id));
    Files.writeString(folder.resolve("schedstat"), ranNanos + " 12 3\n");
    Files.writeString(folder.resolve("stat"), id + " (shop) " + state + " 1 7 7\n");
  }
}
