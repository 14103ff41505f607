package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** The server has decided not to accept: its limit is reached, or it is paused. */
final class ServerSignatureSeen implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = acceptor(evidence);
    ServerSignature signature = acceptor == null ? null : ServerSignature.of(evidence, acceptor);
    if (acceptor == null || signature == null || isRefuted(signature, evidence)) {
      return null;
    }
    // Where the thread is comes last: it may be cut where a line is long.
    return diagnosis(evidence, acceptor, signature).saying(AcceptorWords.isIn(acceptor));
  }

  private static Diagnosis diagnosis(
      Evidence evidence, AcceptorView acceptor, ServerSignature signature) {
    String rateAdvice = signature.rateAdvice(evidence);
    if (rateAdvice != null) {
      return Diagnosis.of(signature.cause, signature.statement, rateAdvice, acceptor);
    }
    switch (signature.cause) {
      case CONNECTION_LIMIT:
        return ConnectionLimit.of(
            evidence, signature.statement, acceptor, () -> signature.countsConnections(evidence));
      case PAUSED:
        return Paused.of(signature.statement, acceptor);
      default:
        return Diagnosis.of(
            signature.cause,
            signature.statement,
            Server.raiseWorkers(evidence) + ", or find what keeps those threads busy.",
            acceptor);
    }
  }

  /**
   * Whether the acceptor was seen at a limit of connections, and the server says itself that it has
   * fewer: then the samples are of a moment that is over.
   */
  static boolean isRefuted(Evidence evidence) {
    AcceptorView acceptor = acceptor(evidence);
    ServerSignature signature = acceptor == null ? null : ServerSignature.of(evidence, acceptor);
    return signature != null && isRefuted(signature, evidence);
  }

  private static boolean isRefuted(ServerSignature signature, Evidence evidence) {
    return signature.cause == CauseId.CONNECTION_LIMIT
        && signature.countsConnections(evidence)
        && evidence.figures().limitIsNoReason();
  }

  /**
   * Tomcat's NIO2 waits for a free place in a thread of its pool that has not accepted here before,
   * while the last one that did goes about something else.
   */
  private static @Nullable AcceptorView acceptor(Evidence evidence) {
    AcceptorView waiting = evidence.workers.waitingForPlace();
    if (waiting != null) {
      return waiting;
    }
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null && acceptor.doing() == Doing.SOMETHING_ELSE ? acceptor : null;
  }
}
