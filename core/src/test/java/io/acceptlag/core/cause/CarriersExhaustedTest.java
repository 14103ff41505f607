package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.CarrierTally;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A virtual acceptor, and what its carriers do. */
class CarriersExhaustedTest {
  private static final StackTraceElement[] NO_STACK = {};
  private static final long MILLIS = 1_000_000;

  private static final StackTraceElement[] IN_ACCEPT =
      stack("java.lang.VirtualThread.park", "sun.nio.ch.NioSocketImpl.accept", "com.acme.Shop.run");

  private static final AcceptorSample ASLEEP =
      holder(
          Thread.State.TIMED_WAITING,
          "jdk.internal.misc.Unsafe.park",
          "java.lang.VirtualThread.parkOnCarrierThread",
          "java.lang.VirtualThread.sleepNanos",
          "java.lang.Thread.sleep",
          "com.acme.Shop.load");
  private static final AcceptorSample BLOCKED = holder(Thread.State.BLOCKED, "com.acme.Shop.load");
  private static final AcceptorSample RUNNING =
      holder(Thread.State.RUNNABLE, "com.acme.Shop.total");

  private final Evidence.Builder evidence = new Evidence.Builder();
  private final AcceptorTally acceptor = new AcceptorTally();
  private final CarrierTally carriers = new CarrierTally();
  private long nowNanos;

  CarriersExhaustedTest() {
    evidence.everAccepted = true;
    evidence.length = 3;
    evidence.troubleNanos = 1_000 * MILLIS;
  }

  @Test
  void saysByWhatTheCarriersAreHeld() {
    sample(false, 2, 1L, 2L, ASLEEP, ASLEEP);
    assertNotEquals("carriers_exhausted", judge().cause().key(), "by a single sample");
    sample(false, 2, 1L, 2L, ASLEEP, ASLEEP);
    assertEquals("carriers_exhausted", judge().cause().key());
    assertEquals(
        "No carrier thread is free, in 2 of 2 samples within 0.1 s: 2 of 2 are held in"
            + " com.acme.Shop.load (Source.java:7), asleep and pinned. Virtual thread \"acceptor\""
            + " needs one to accept.",
        judge().statement());
    assertTrue(judge().advice().contains("ReentrantLock"), judge().advice());
  }

  @Test
  void namesThePlaceOfMostAndOneOther() {
    for (int i = 0; i < 3; i++) {
      sample(false, 3, 1L, 2L, 3L, ASLEEP, BLOCKED, RUNNING);
    }
    String statement = judge().statement();
    assertTrue(
        statement.contains(
            "3 of 3 samples within 0.2 s: 2 of 3 are held in com.acme.Shop.load (Source.java:7),"
                + " asleep and pinned; others in com.acme.Shop.total, running."),
        statement);
  }

  @Test
  void recognisesWhatPinsByTheFrames() {
    AcceptorSample initialising =
        holder(
            Thread.State.TIMED_WAITING,
            "java.lang.Thread.sleep",
            "com.acme.Shop.nap",
            "com.acme.Shop$Goods.<clinit>",
            "com.acme.Shop.load");
    sample(false, 2, 1L, 2L, RUNNING, initialising);
    sample(false, 2, 1L, 2L, RUNNING, initialising);
    assertTrue(judge().advice().contains("static initialiser"), judge().advice());
    AcceptorSample nativeBelow =
        new AcceptorSample(
            "",
            Thread.State.WAITING,
            new StackTraceElement[] {
              new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", -2),
              new StackTraceElement("com.acme.Shop", "called", "Shop.java", 8),
              new StackTraceElement("com.acme.Lib", "call", "Lib.java", -2),
            },
            null,
            null,
            NO_STACK);
    sample(false, 1, 1L, nativeBelow);
    sample(false, 1, 1L, nativeBelow);
    assertTrue(judge().advice().contains("native com.acme.Lib.call"), judge().advice());
  }

  @Test
  void computingForLongIsAnotherMatterThanMuchWork() {
    sample(false, 1, 1L, RUNNING);
    sample(false, 1, 1L, RUNNING);
    assertTrue(judge().advice().contains("parallelism"), judge().advice());
    sample(false, 1, 2L, RUNNING);
    assertEquals("carriers_exhausted", judge().cause().key());
    assertEquals("Give the process more CPUs, or less work.", judge().advice());
  }

  @Test
  void aCarrierThatIsFreeOrMayBeStartedIsOneToHave() {
    sample(false, 1, 1L, ASLEEP);
    sample(false, 1, 1L, ASLEEP);
    sample(false, 2, 1L, ASLEEP);
    assertEquals("unknown", judge().cause().key());
  }

  @Test
  void anAcceptorThatIsMountedOrBlockedByItselfIsNotHeldUpByThem() {
    sample(true, 1, 1L, ASLEEP);
    sample(true, 1, 1L, ASLEEP);
    assertNotEquals("carriers_exhausted", judge().cause().key());
    acceptor.clear();
    for (int i = 0; i < 3; i++) {
      sample(Thread.State.WAITING, stack("com.acme.Shop.lookUp"), false, 1, 1L, ASLEEP);
    }
    assertEquals("accept_thread_blocked", judge().cause().key());
  }

  @Test
  void anAcceptorWithoutCarrierDoesNotWaitForCpu() {
    sample(false, 2, 1L, ASLEEP);
    sample(false, 2, 1L, ASLEEP);
    assertEquals("unknown", judge().cause().key(), "a carrier is free, and no CPU is wanted");
    assertTrue(judge().statement().contains("waits for connections"), judge().statement());
  }

  @Test
  void whatRunsIsNotSaidToHoldCarriersWhileTheProcessIsHeldUp() {
    HostReading from = new HostReading();
    from.quotaPeriods = 0;
    from.throttledPeriods = 0;
    HostReading to = new HostReading();
    to.quotaPeriods = 10;
    to.throttledPeriods = 9;
    evidence.host = new HostPeriod(1_000 * MILLIS, 0, from, to);
    sample(false, 1, 1L, RUNNING);
    sample(false, 1, 1L, RUNNING);
    assertEquals("cpu_starvation", judge().cause().key());
    sample(false, 1, 1L, ASLEEP);
    assertEquals("carriers_exhausted", judge().cause().key(), "asleep it needs no CPU");
  }

  private void sample(boolean mounted, int parallelism, Object... idsAndHolders) {
    sample(Thread.State.WAITING, IN_ACCEPT, mounted, parallelism, idsAndHolders);
  }

  /** A carrier for each id. */
  private void sample(
      Thread.State state,
      StackTraceElement[] stack,
      boolean mounted,
      int parallelism,
      Object... idsAndHolders) {
    nowNanos += 100 * MILLIS;
    acceptor.add(nowNanos, new AcceptorSample("acceptor", state, stack, null, null, NO_STACK));
    Set<Long> ids = new TreeSet<>();
    List<AcceptorSample> holders = new ArrayList<>();
    for (Object each : idsAndHolders) {
      if (each instanceof Long id) {
        ids.add(id);
      } else {
        holders.add((AcceptorSample) each);
      }
    }
    carriers.add(
        nowNanos,
        new CarrierSample(true, mounted, parallelism, ids.size(), ids.size(), ids, holders));
  }

  private Diagnosis judge() {
    evidence.acceptor = acceptor.view();
    evidence.carriers = carriers.view();
    return Causes.judge(evidence.build());
  }

  private static AcceptorSample holder(Thread.State state, String... frames) {
    return new AcceptorSample("", state, stack(frames), null, null, NO_STACK);
  }
}
