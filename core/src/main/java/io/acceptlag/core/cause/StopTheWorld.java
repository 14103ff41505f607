package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostPeriod;
import org.jspecify.annotations.Nullable;

/** The JVM held up all its threads: for garbage collection, or for another operation. */
final class StopTheWorld implements Cause {

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    HostPeriod host = evidence.host;
    // Some collectors count their concurrent work as well, which stops nobody.
    long collecting =
        host.safepointNanos < 0 ? host.gcNanos : Math.min(host.gcNanos, host.safepointNanos);
    long stopped = Math.max(collecting, host.safepointNanos);
    boolean explainsLateness =
        Standstill.explains(host.lateNanos, evidence) && 2 * stopped >= host.lateNanos;
    if (!explainsLateness && !Standstill.explains(stopped, evidence)) {
      return null;
    }
    if (2 * collecting >= stopped) {
      return Diagnosis.of(
          CauseId.STOP_THE_WORLD,
          "The whole JVM stood still for garbage collection: "
              + Standstill.of(collecting, evidence)
              + ".",
          "Look into the GC log (-Xlog:gc, on Java 8 -verbose:gc): give it more heap, or a collector"
              + " with short pauses. A longer backlog does not help.");
    }
    return Diagnosis.of(
        CauseId.STOP_THE_WORLD,
        "The whole JVM stood still at a safepoint that was no garbage collection: "
            + Standstill.of(host.safepointNanos, evidence)
            + ".",
        "Find it with -Xlog:safepoint (on Java 8 -XX:+PrintSafepointStatistics): a heap or thread"
            + " dump, or a long loop that no safepoint interrupts.");
  }
}
