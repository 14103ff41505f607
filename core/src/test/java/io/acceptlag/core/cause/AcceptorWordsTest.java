package io.acceptlag.core.cause;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Readiness;
import org.junit.jupiter.api.Test;

/** What is said of an acceptor that waits where the JVM sees it run, or says little of it. */
class AcceptorWordsTest {
  private static final StackTraceElement[] NO_STACK = {};

  /** For the JVM they run; no CPU is needed there, so they wait. */
  @Test
  void whoIsInANativeMethodAndNeedsNoCpuWaits() {
    assertEquals(", waiting in FileInputStream.readBytes", inNative("java.io.FileInputStream", 0));
    assertEquals(
        ", waiting for a file lock",
        inNative("sun.nio.ch.FileDispatcherImpl", "lock0", 0, Readiness.ASLEEP));
    assertEquals(
        ", waiting for a file lock",
        inNative("sun.nio.ch.UnixFileDispatcherImpl", "lock0", 0, Readiness.UNKNOWN));
    assertEquals(
        ", waiting in native code", inNative("com.acme.Scanner", "scan", 0, Readiness.ASLEEP));
    assertEquals(
        ", waiting in ProcessImpl.forkAndExec",
        inNative("java.lang.ProcessImpl", "forkAndExec", 0, Readiness.ASLEEP));
  }

  /** As on a long file that the kernel has in memory. */
  @Test
  void whoHasACpuThereRuns() {
    assertEquals(
        ", running java.io.FileInputStream.readBytes", inNative("java.io.FileInputStream", 90));
    assertEquals(
        ", running java.util.zip.Inflater.inflateBytesBytes",
        inNative("java.util.zip.Inflater", "inflateBytesBytes", 3, Readiness.READY));
    assertEquals(", running", inNative("com.acme.Scanner", "scan", 0, Readiness.UNKNOWN));
  }

  private static String inNative(String type, long cpuMillis) {
    return inNative(type, "readBytes", cpuMillis, Readiness.UNKNOWN);
  }

  private static String inNative(String type, String method, long cpuMillis, Readiness readiness) {
    StackTraceElement[] frames = stack("java.lang.Object.toString", "com.acme.Shop.hand");
    frames[0] = new StackTraceElement(type, method, null, -2);
    AcceptorSample sample = sample(Thread.State.RUNNABLE, null, null, NO_STACK, frames);
    AcceptorTally tally = new AcceptorTally();
    for (long i = 0; i < 5; i++) {
      tally.add(i * 100_000_000L, sample.havingRun(i * cpuMillis * 1_000_000, 7, readiness));
    }
    String words = AcceptorWords.isIn(view(tally));
    return words.substring(words.indexOf(", "), words.indexOf(", in 5 of 5"));
  }

  /** It is parked there, which a platform thread is not. */
  @Test
  void aVirtualThreadThatReadsFromItsClient() {
    AcceptorTally tally = new AcceptorTally();
    tally.add(
        0,
        sample(
            Thread.State.WAITING,
            null,
            null,
            NO_STACK,
            stack(
                "java.lang.VirtualThread.park",
                "sun.nio.ch.NioSocketImpl.park",
                "sun.nio.ch.NioSocketImpl.implRead",
                "java.net.Socket$SocketInputStream.read",
                "com.acme.Shop.hand")));
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.hand (Source.java:7), waiting for a socket.",
        AcceptorWords.isIn(view(tally)));
  }

  /** Up to Java 10 select() holds what register() needs. */
  @Test
  void aChannelThatIsRegisteredAgainstSelect() {
    String[] selects = {
      "sun.nio.ch.EPollArrayWrapper.epollWait", "sun.nio.ch.SelectorImpl.select", "com.acme.Io.loop"
    };
    AcceptorTally tally = new AcceptorTally();
    for (int i = 0; i < 2; i++) {
      tally.add(
          i * 100_000_000L,
          sample(
              Thread.State.BLOCKED,
              "java.util.Collections$UnmodifiableSet",
              "io-loop",
              stack(selects),
              stack(
                  "sun.nio.ch.SelectorImpl.register",
                  "java.nio.channels.SelectableChannel.register",
                  "com.acme.Shop.hand")));
    }
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = 1_000_000_000;
    evidence.acceptor = view(tally);
    Diagnosis diagnosis = Causes.judge(evidence.build());
    assertTrue(
        diagnosis
            .statement()
            .endsWith(
                " That one is in com.acme.Io.loop (Source.java:7), waiting in" + " a selector."),
        diagnosis.statement());
    assertEquals(
        "Let the thread that selects register() it, by a queue and wakeup().", diagnosis.advice());
  }

  private static AcceptorSample sample(
      Thread.State state,
      String lock,
      String owner,
      StackTraceElement[] ownerStack,
      StackTraceElement[] frames) {
    return new AcceptorSample("acceptor", state, frames, lock, owner, ownerStack);
  }

  private static AcceptorView view(AcceptorTally tally) {
    AcceptorView view = tally.view();
    assertTrue(view != null);
    return view;
  }
}
