package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;
import org.jspecify.annotations.Nullable;

/** No thread ran, and neither the JVM nor a lack of CPU accounts for it. */
final class ProcessStopped implements Cause {
  /** What would be said to be 0.0 s. */
  private static final long LITTLE_NANOS = 50_000_000;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Standstill still = new Standstill(evidence);
    // Where nobody knows whether it waited for a CPU, that may as well be the reason.
    if (!still.isBy(still.stoppedNanos) || evidence.host.runDelayNanos < 0 || !still.mayBeAStop()) {
      return null;
    }
    Diagnosis stopped =
        Diagnosis.of(
            CauseId.PROCESS_STOPPED,
            "The whole process stood still for "
                + still.share(still.stoppedNanos)
                + (still.stoppedAtSafepoint
                    ? ", and used " + cpu(evidence.host.cpuNanos) + "."
                    : ", and it was no garbage collection."),
            "Find what stopped it: SIGSTOP, a debugger, a frozen container, "
                + (evidence.host.safepointNanos < 0 ? "a safepoint of the JVM's, " : "")
                + "a paused virtual machine, or memory that is swapped.");
    // A safepoint is counted only after it, when the sampler may run already.
    return still.isAStopForSure() ? stopped : stopped.seenOnce();
  }

  private static String cpu(long nanos) {
    return nanos < LITTLE_NANOS
        ? "hardly any CPU"
        : "no more than " + FigureText.seconds(nanos) + " of CPU";
  }
}
