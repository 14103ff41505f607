package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests run on virtual threads, and every carrier of theirs is kept by one of them. */
final class ServingCarriersExhausted implements Cause {
  private final boolean waiting;

  private ServingCarriersExhausted(boolean waiting) {
    this.waiting = waiting;
  }

  /** Judges carriers half of which, or more, are kept by what waits. */
  static ServingCarriersExhausted waiting() {
    return new ServingCarriersExhausted(true);
  }

  /** Judges carriers most of which are kept by what computes. */
  static ServingCarriersExhausted computing() {
    return new ServingCarriersExhausted(false);
  }

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    CarrierSample carriers = evidence.serving().carriers();
    if (acceptor == null
        || !carriers.isNoneFree()
        || !(evidence.serving().workers().areVirtual()
            || isAnyRequest(carriers.holders(), acceptor.stack()))) {
      return null;
    }
    CarrierHolders held = CarrierHolders.of(carriers.holders());
    if (held.mostArePinned() != waiting) {
      return null;
    }
    return Diagnosis.of(
        CauseId.CARRIERS_EXHAUSTED,
        "No carrier thread is free for the virtual threads that read: "
            + held.words(carriers.carriers())
            + ".",
        waiting
            ? held.advice()
            : "Do such work on platform threads, or give the process more CPUs.",
        held.sample());
  }

  /**
   * Whether the server's frames are in it. Otherwise it may be work of another kind, and nothing
   * shows that requests need a carrier.
   */
  private static boolean isAnyRequest(List<AcceptorSample> holders, StackTraceElement[] acceptor) {
    for (AcceptorSample holder : holders) {
      if (Frames.areOfOneServer(holder.stack(), acceptor)) {
        return true;
      }
    }
    return false;
  }
}
