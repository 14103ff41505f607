package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a listener in trouble. The first cause that the evidence shows is the primary one: what
 * befalls the whole process comes before what befalls a thread, and that before the size of the
 * queue, because each explains what comes after it and not the other way round. Only that nobody is
 * left to accept needs no further reason, and often comes with one: the collections before an
 * OutOfMemoryError.
 */
public final class Causes {
  public static final String CONNECTION_LIMIT = ConnectionLimit.ID;

  private static final List<Cause> IN_ORDER =
      Collections.unmodifiableList(
          Arrays.asList(
              new AcceptorMissing(),
              new StopTheWorld(),
              new CpuStarvation(),
              new ProcessStopped(),
              new Starting(),
              new NotHooked(),
              new FdExhaustion(),
              new ServerSignatureSeen(),
              new NotSelecting(),
              new WorkerPoolExhausted(),
              new EventLoopBlocked(),
              new AcceptThreadBlocked(),
              new AcceptRateCeiling(),
              new BacklogCapped(),
              new ConnectionStorm(),
              new BacklogTooSmall()));

  private Causes() {}

  /** {@link Diagnosis#UNKNOWN}, with what was seen, rather than a guess. */
  public static Diagnosis judge(Evidence evidence) {
    Diagnosis primary = null;
    List<String> contributing = new ArrayList<>();
    for (Cause cause : IN_ORDER) {
      Diagnosis found = cause.judge(evidence);
      if (found != null && primary == null) {
        primary = found;
      } else if (found != null && !contributing.contains(found.cause())) {
        contributing.add(found.cause());
      }
    }
    return primary == null ? unknown(evidence.acceptor) : primary.with(contributing);
  }

  private static Diagnosis unknown(@Nullable AcceptorView acceptor) {
    if (acceptor == null) {
      return Diagnosis.NONE;
    }
    if (acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS) {
      return Diagnosis.unknown(
          acceptor.thread() + " waits for connections" + acceptor.howOften() + ".");
    }
    return Diagnosis.of(Diagnosis.UNKNOWN, AcceptorWords.isIn(acceptor), null, acceptor.sample());
  }
}
