package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Carriers;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor is a virtual thread that could go on, and every carrier is kept by another one: by
 * one that waits and is pinned to it, or that computes.
 */
final class CarriersExhausted implements Cause {
  private static final int SAMPLES_MIN = 2;

  /** One that takes so many does get a carrier whenever it wants one. */
  private static final double FAST_PER_SECOND = 500;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Carriers carriers = evidence.carriers;
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || carriers.noneFree() < SAMPLES_MIN
        || evidence.length <= 0
        || evidence.acceptedLatelyPerSecond >= FAST_PER_SECOND
        || !couldGoOn(acceptor)) {
      return null;
    }
    List<AcceptorSample> holders = carriers.latest().holders();
    CarrierHolders held = CarrierHolders.of(holders);
    if (!held.arePinned() && isProcessHeldUp(evidence)) {
      return null;
    }
    return Diagnosis.of(
        CauseId.CARRIERS_EXHAUSTED,
        "No carrier thread is free, in "
            + carriers.noneFree()
            + " of "
            + carriers.noneFree()
            + " samples within "
            + FigureText.within(carriers.spanNanos())
            + ": "
            + held.words(carriers.latest().carriers())
            + ". Virtual thread "
            + ForeignText.quoted(acceptor.sample().threadName())
            + " needs one to accept.",
        advice(evidence, held),
        held.sample());
  }

  private static String advice(Evidence evidence, CarrierHolders held) {
    if (held.arePinned()) {
      return held.advice();
    }
    return evidence.carriers.areKept()
        ? "Do such work on platform threads, or raise jdk.virtualThreadScheduler.parallelism."
        : "Give the process more CPUs, or less work.";
  }

  /** It waits for a connection, of which there are some, or for nothing at all. */
  private static boolean couldGoOn(AcceptorView acceptor) {
    return acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS
        || (acceptor.doing() == Doing.SOMETHING_ELSE
            && acceptor.sample().state() == Thread.State.RUNNABLE);
  }

  /** Then what has a carrier is seen to keep it, however short its work. */
  private static boolean isProcessHeldUp(Evidence evidence) {
    Standstill still = new Standstill(evidence);
    return Standstill.isThrottled(evidence.host)
        || still.explains(Math.max(evidence.host.lateNanos, still.pausedNanos));
  }
}
