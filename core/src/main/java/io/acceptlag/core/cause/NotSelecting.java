package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.AsyncAccept.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.ServerFigures;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor waits in its selector while connections wait for it, and its listener does not ask
 * for them. So XNIO does at its high water mark, Netty with auto-read off, Jetty without acceptors.
 */
final class NotSelecting implements Cause {
  private static final int LOOKS_MIN = 2;
  private static final double ALMOST_ALWAYS = 0.9;

  /** As of ServerBootstrap$ServerBootstrapAcceptor.exceptionCaught, and a fifth more. */
  private static final long NETTY_BACKS_OFF_NANOS = 1_200_000_000;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || acceptor.looks() < LOOKS_MIN
        || evidence.length <= 0
        || evidence.blocking
        || evidence.asyncAccept.asked() != Asked.UNKNOWN
        || evidence.acceptedLatelyPerSecond > 0) {
      return null;
    }
    if (isOfJettyAtLimit(evidence, acceptor)) {
      if (ServerSignature.isJettysRate(evidence.server.limitKey())) {
        return Diagnosis.of(
            CauseId.CONNECTION_LIMIT,
            "Jetty reached its AcceptRateLimit: the listener is registered with no selector.",
            ServerSignature.JETTY_RATE.rateAdvice(evidence),
            acceptor);
      }
      return ConnectionLimit.of(
          evidence,
          "Jetty is at a limit of its own: the listener is registered with no selector.",
          acceptor,
          () -> ServerSignature.JETTY_LIMIT.countsConnections(evidence));
    }
    if (acceptor.doing() != Doing.WAITING_FOR_CONNECTIONS
        || acceptor.share() < ALMOST_ALWAYS
        || !Frames.waitsInSelector(acceptor.stack())) {
      return null;
    }
    Registration registration = evidence.registration();
    boolean xnio = Stacks.contains(acceptor.stack(), "org.xnio.", "");
    if (registration == Registration.FOR_ACCEPT) {
      return null;
    }
    if (registration == Registration.UNKNOWN) {
      return xnio ? ofFullXnio(evidence, acceptor) : null;
    }
    if (mayBackOff(evidence, acceptor)) {
      return null;
    }
    String statement =
        (registration == Registration.NOWHERE
                ? "The listener is registered with no selector. "
                : "The listener is not registered for accept. ")
            + acceptor.thread()
            + " waits in its selector"
            + acceptor.howOften()
            + ".";
    if (xnio) {
      return ofXnio(evidence, statement, acceptor);
    }
    return evidence.server.server() == null && Frames.topmostOfApplication(acceptor.stack()) != null
        ? Paused.byApplication(statement, acceptor)
        : Paused.of(statement, acceptor);
  }

  /**
   * Without acceptors of its own it takes the listener from its selector. Whichever thread of its
   * pool has accepted last may do anything since.
   */
  private static boolean isOfJettyAtLimit(Evidence evidence, AcceptorView acceptor) {
    return Stacks.contains(acceptor.stack(), "org.eclipse.jetty.", "")
        && ServerSignature.hasLimit(evidence)
        && evidence.registration() == Registration.NOWHERE;
  }

  /**
   * Whether Netty may have turned auto-read off itself, after an accept that failed for want of a
   * descriptor. It does that for a second, and others may have been closed meanwhile.
   */
  private static boolean mayBackOff(Evidence evidence, AcceptorView acceptor) {
    return EventLoop.of(acceptor.stack()) == EventLoop.NETTY
        && evidence.troubleNanos < NETTY_BACKS_OFF_NANOS
        && 2 * evidence.descriptors.open() >= evidence.descriptors.limit();
  }

  /** By its own count. */
  private static @Nullable Diagnosis ofFullXnio(Evidence evidence, AcceptorView acceptor) {
    return evidence.figures().limitReached()
        ? ofXnio(
            evidence,
            acceptor.thread() + " waits in its selector" + acceptor.howOften() + ".",
            acceptor)
        : null;
  }

  private static Diagnosis ofXnio(Evidence evidence, String statement, AcceptorView acceptor) {
    ServerFigures figures = evidence.figures();
    if (figures.limitIsNoReason()) {
      return Paused.of(
          statement
              + " XNIO has "
              + figures.connections()
              + " connections, which is below its high water mark: it backs off after an accept"
              + " that failed, or was told to suspend accepts.",
          acceptor);
    }
    if (!figures.known() && evidence.connections().held() <= 0) {
      return Paused.of(statement, acceptor);
    }
    return ConnectionLimit.of(
            evidence,
            figures.limitReached()
                ? "XNIO is at its high water mark."
                : "XNIO takes none from its high water mark on until it is at its low one.",
            acceptor,
            figures::known)
        // Comes last: it may be cut where a line is long.
        .saying(statement);
  }
}
