package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pauses of collections for which a thread has asked. */
class AskedCollectionTest {
  private static final String STOOD =
      "The whole JVM stood still for garbage collection: 0.6 s of the last 0.7 s.";
  private static final String[] GC = {"java.lang.Runtime.gc", "java.lang.System.gc"};

  private final Evidence.Builder evidence = new Evidence.Builder();

  AskedCollectionTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 700_000_000;
    HostReading before = new HostReading();
    before.gcMillis = 0;
    before.safepointMillis = 0;
    HostReading after = new HostReading();
    after.gcMillis = 600;
    after.safepointMillis = 600;
    evidence.host = new HostPeriod(700_000_000, 600_000_000, before, after);
  }

  @Test
  void moreHeapIsForThoseThatNobodyAskedFor() {
    acceptorIn("com.acme.Shop.greet", "com.acme.Shop.run");
    assertSays(
        STOOD,
        "Look into the GC log (-Xlog:gc, on Java 8 -verbose:gc): give it more heap, or a collector"
            + " with short pauses. A longer backlog does not help.");
  }

  @Test
  void theAcceptorAsks() {
    acceptorIn(GC[0], GC[1], "com.acme.Shop.greet", "com.acme.Shop.run");
    assertSays(
        STOOD + " Thread \"acceptor\" calls System.gc() in com.acme.Shop.greet (Source.java:7).",
        "Do without System.gc() in Shop.greet, or start the JVM with -XX:+DisableExplicitGC. A longer"
            + " backlog does not help.");
  }

  @Test
  void aWorkerAsks() {
    acceptorIn("sun.nio.ch.EPoll.wait", "com.acme.Shop.run");
    evidence.workers =
        Workers.of(
            List.of(sample("web-1", "com.acme.Web.serve"), sample("web-2", GC[0], "com.acme.A.b")));
    assertSays(
        STOOD + " Thread \"web-2\" calls System.gc() in com.acme.A.b (Source.java:7).",
        "Do without System.gc() in A.b, or start the JVM with -XX:+DisableExplicitGC. A longer"
            + " backlog does not help.");
  }

  /** Without it the JVM would be out of direct memory. */
  @Test
  void theJdkAsksBecauseOfDirectBuffers() {
    acceptorIn(
        GC[0],
        GC[1],
        "java.nio.Bits.reserveMemory",
        "java.nio.DirectByteBuffer.<init>",
        "com.acme.Shop.greet");
    assertSays(
        STOOD
            + " Thread \"acceptor\" ran out of direct memory in com.acme.Shop.greet"
            + " (Source.java:7).",
        "Raise -XX:MaxDirectMemorySize, or find out what keeps so many direct buffers. A longer"
            + " backlog does not help.");
  }

  /** For the first of them a request waits, but that is no call of the application's. */
  @Test
  void theJdkAsksForReasonsOfItsOwn() {
    String[][] stacks = {
      {GC[0], GC[1], "sun.nio.ch.FileChannelImpl.map", "com.acme.Shop.greet"},
      {GC[0], GC[1], "sun.rmi.transport.GC$Daemon.run"},
      {GC[0], GC[1]},
    };
    for (String[] stack : stacks) {
      acceptorIn(stack);
      assertSays(
          STOOD,
          "Look into the GC log (-Xlog:gc, on Java 8 -verbose:gc): give it more heap, or a collector"
              + " with short pauses. A longer backlog does not help.");
    }
  }

  /** A thread of the JDK's that asks as well hides it no more. */
  @Test
  void theOneOutsideTheJdkIsNamed() {
    acceptorIn(GC[0], GC[1], "sun.nio.ch.FileChannelImpl.map", "com.acme.Shop.greet");
    evidence.workers = Workers.of(List.of(sample("web-2", GC[0], GC[1], "com.acme.A.b")));
    assertSays(
        STOOD + " Thread \"web-2\" calls System.gc() in com.acme.A.b (Source.java:7).",
        "Do without System.gc() in A.b, or start the JVM with -XX:+DisableExplicitGC. A longer"
            + " backlog does not help.");
  }

  private void assertSays(String statement, String advice) {
    Diagnosis diagnosis = Causes.judge(evidence.build());
    assertEquals(CauseId.STOP_THE_WORLD, diagnosis.cause());
    assertEquals(statement, diagnosis.statement());
    assertEquals(advice, diagnosis.advice());
  }

  private void acceptorIn(String... methods) {
    AcceptorTally tally = new AcceptorTally();
    tally.add(0, sample("acceptor", methods));
    tally.add(100_000_000, sample("acceptor", methods));
    evidence.acceptor = tally.view();
  }

  private static AcceptorSample sample(String name, String... methods) {
    return new AcceptorSample(
        name, Thread.State.RUNNABLE, stack(methods), null, null, new StackTraceElement[0]);
  }
}
