package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.PoolStack;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges a listener in trouble. The first cause that the evidence shows is the primary one: what
 * befalls the whole process comes before what befalls a thread, and that before the size of the
 * queue, because each explains what comes after it and not the other way round. Only that nobody is
 * left to accept, or that accept() must fail, needs no further reason, and often comes with one:
 * the collections before an OutOfMemoryError.
 */
public final class Causes {
  /** Of a group at most one is named: they are different words for the same evidence. */
  private static final List<List<Cause>> IN_ORDER =
      Collections.unmodifiableList(
          Arrays.asList(
              Arrays.asList(new AcceptorMissing()),
              Arrays.asList(new FdExhaustion()),
              Arrays.asList(
                  new StopTheWorld(),
                  new CarriersExhausted(),
                  new CpuStarvation(),
                  new ProcessStopped()),
              Arrays.asList(
                  new NotHooked(),
                  new AcceptorWithoutThread(),
                  new Starting(),
                  new ServerSignatureSeen(),
                  new WorkerPoolExhausted(),
                  new HandOverBlocked(),
                  new CompletionHandlerBusy(),
                  new NotSelecting(),
                  new SelectorSpins(),
                  new NotRequested(),
                  new EventLoopBlocked(),
                  new AcceptsElsewhere(),
                  new AcceptThreadBlocked(),
                  new AcceptRateCeiling()),
              Arrays.asList(new BacklogCapped(), new ConnectionStorm(), new BacklogTooSmall())));

  private Causes() {}

  static Stream<Cause> inOrder() {
    return IN_ORDER.stream().flatMap(List::stream);
  }

  /** {@link CauseId#UNKNOWN}, with what was seen, rather than a guess. */
  public static Diagnosis judge(Evidence evidence) {
    Diagnosis primary = null;
    List<CauseId> contributing = new ArrayList<>();
    Evidence seen = evidence;
    for (List<Cause> group : IN_ORDER) {
      Diagnosis found = firstOf(group, seen);
      if (found != null && primary == null) {
        primary = found;
        // What contributes is only named, for which nothing more is fetched.
        seen = evidence.asFarAsAsked();
      } else if (found != null) {
        contributing.add(found.cause());
      }
    }
    Diagnosis judged =
        FoundWords.add(
            primary == null ? unknown(evidence) : primary.besideThese(contributing), evidence);
    return judged.advising(Churn.advice(evidence)).at(evidence.server);
  }

  /**
   * Clients that leave while they wait are no cause, but what the cause does to them. It shows when
   * they are accepted, which is mostly after the verdict.
   *
   * @param gaveUp how many had left, without those that only looked whether they can connect
   */
  public static Diagnosis withHarm(Diagnosis diagnosis, long gaveUp) {
    CauseId harm = CauseId.CLIENTS_GAVE_UP;
    if (gaveUp <= 0 || diagnosis.contributing().contains(harm)) {
      return diagnosis;
    }
    List<CauseId> contributing = new ArrayList<>(diagnosis.contributing());
    contributing.add(harm);
    return diagnosis.with(contributing);
  }

  private static @Nullable Diagnosis firstOf(List<Cause> group, Evidence evidence) {
    for (Cause cause : group) {
      Diagnosis found = cause.judge(evidence);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Diagnosis unknown(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null) {
      return FoundWords.nobody(evidence);
    }
    if (evidence.acceptsInPool && acceptor.doing() != Doing.WAITING_FOR_CONNECTIONS) {
      return Diagnosis.unknown(
          "Threads of a pool accept here, and none is seen to do so now"
              + (evidence.workers.known() ? ": " + busyOnes(evidence.workers) : "")
              + ".");
    }
    if (evidence.asyncAccept.asked() == AsyncAccept.Asked.BETWEEN_FUTURES) {
      return Diagnosis.unknown(
          "No accept() is under way on this listener: whoever took the last one's Future has not"
              + " called it again.");
    }
    if (acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS) {
      return Diagnosis.unknown(
          acceptor.thread()
              + " waits for connections"
              + acceptor.howOften()
              + (evidence.registrationAsked() == Registration.FOR_ACCEPT
                  ? "; the listener is registered for accept."
                  : "."));
    }
    if (PoolStack.waitsForWork(acceptor.stack())) {
      return Diagnosis.unknown(
          acceptor.thread()
              + ", the last to accept here, waits in its pool for work"
              + acceptor.howOften()
              + ".");
    }
    return Diagnosis.unknown(
        AcceptorWords.isIn(acceptor)
            + (ServerSignature.backsOff(acceptor.stack())
                ? " It could not accept, and waits before it tries again: the server's log says why."
                : ""),
        acceptor);
  }

  private static String busyOnes(Workers workers) {
    return workers.busy()
        + " of its "
        + workers.total()
        + " threads"
        + PoolWords.areBusy(workers.busy());
  }
}
