package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.evidence.Registration;
import org.junit.jupiter.api.Test;

/** A selector that returns at once, again and again, and nobody accepts. */
class SelectorSpinsTest {
  private static final long MILLIS = 1_000_000;
  private static final String[] OWN_LOOP = {
    "sun.nio.ch.EPoll.wait", "sun.nio.ch.SelectorImpl.select", "com.acme.Loop.run"
  };

  private final Evidence.Builder evidence = new Evidence.Builder();

  SelectorSpinsTest() {
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1000 * MILLIS;
    evidence.registration = Asked.known(Registration.FOR_ACCEPT);
  }

  @Test
  void aLoopThatSkipsItsListener() {
    for (long cpuMillis : new long[] {100, 20}) {
      // With so little it seems to want a CPU; but it had one, and did not accept.
      ran(cpuMillis, Readiness.READY, OWN_LOOP);
      Diagnosis diagnosis = judge();
      assertEquals("accept_thread_blocked", diagnosis.cause().key());
      assertEquals(
          "Thread \"nio-main\" runs through its selector again and again and does not accept, in 5"
              + " of 5 samples within 0.4 s, though the listener is registered for accept.",
          diagnosis.statement());
      assertEquals(
          "Find out why its loop skips the listener, or whether its accept() fails.",
          diagnosis.advice());
    }
  }

  @Test
  void whatIsNotToldOfIt() {
    ran(1, OWN_LOOP);
    assertEquals("unknown", judge().cause().key(), "it waits");
    ran(1, Readiness.READY, OWN_LOOP);
    assertEquals("cpu_starvation", judge().cause().key(), "it had none to accept with");
    ran(100, OWN_LOOP);
    evidence.acceptedLatelyPerSecond = 3;
    assertEquals("unknown", judge().cause().key(), "it takes some");
    evidence.acceptedLatelyPerSecond = 0;
    evidence.length = 0;
    assertEquals("unknown", judge().cause().key(), "none waits");
    evidence.length = 5;
    evidence.registration = Asked.known(Registration.UNKNOWN);
    assertEquals("unknown", judge().cause().key(), "it may not have asked for them");
    evidence.registration = Asked.known(Registration.FOR_ACCEPT);
    ran(
        100,
        "sun.nio.ch.EPoll.wait",
        "io.netty.channel.nio.NioEventLoop.select",
        "io.netty.util.concurrent.SingleThreadEventExecutor.run");
    assertEquals("unknown", judge().cause().key(), "a server's loop has much else to do");
  }

  private void ran(long cpuMillisOfEach100, String... frames) {
    ran(cpuMillisOfEach100, Readiness.UNKNOWN, frames);
  }

  private void ran(long cpuMillisOfEach100, Readiness readiness, String... frames) {
    AcceptorTally tally = new AcceptorTally();
    AcceptorSample sample =
        new AcceptorSample(
            "nio-main", Thread.State.RUNNABLE, stack(frames), null, null, new StackTraceElement[0]);
    for (long i = 0; i < 5; i++) {
      tally.add(i * 100 * MILLIS, sample.havingRun(i * cpuMillisOfEach100 * MILLIS, 7, readiness));
    }
    evidence.acceptor = tally.view();
  }

  private Diagnosis judge() {
    return Causes.judge(evidence.build());
  }
}
