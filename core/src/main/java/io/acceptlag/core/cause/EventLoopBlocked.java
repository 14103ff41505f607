package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/** The acceptor is an event loop, and the application keeps it. */
final class EventLoopBlocked implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null || !Acceptor.isStuck(evidence)) {
      return null;
    }
    EventLoop loop = EventLoop.of(acceptor.stack());
    if (loop == null) {
      return null;
    }
    if (Frames.topmostOfApplication(acceptor.stack()) == null) {
      return loop == EventLoop.JDK_HTTP_SERVER ? readingRequest(evidence, acceptor) : null;
    }
    String initialiser = Initialiser.words(evidence);
    boolean runsWork = WorkerPoolExhausted.callerRuns(acceptor.stack());
    return Diagnosis.of(
        CauseId.EVENT_LOOP_BLOCKED,
        AcceptorWords.isIn(acceptor)
            + (initialiser == null ? "" : initialiser)
            + BlockedWords.whoElse(evidence)
            + " It is "
            + loop.title
            + (runsWork ? ", and runs what a full pool has refused (CallerRunsPolicy)." : "."),
        runsWork ? WorkerPoolExhausted.ROOM : loop.advice,
        acceptor);
  }

  /** Without an executor the JDK's dispatcher reads requests itself, as slowly as clients send. */
  private static @Nullable Diagnosis readingRequest(Evidence evidence, AcceptorView acceptor) {
    if (!Stacks.contains(acceptor.stack(), "sun.net.httpserver.Request", "")) {
      return null;
    }
    // The program jwebserver has no executor to be given.
    String limit = "imit the time of a request (sun.net.httpserver.maxReqTime, in seconds).";
    return Diagnosis.of(
        CauseId.EVENT_LOOP_BLOCKED,
        acceptor.thread()
            + " waits for the rest of a client's request"
            + acceptor.howOften()
            + ". It is "
            + EventLoop.JDK_HTTP_SERVER.title
            + ".",
        evidence.server.workersKey() == null
            ? "L" + limit
            : "Give the HttpServer an executor (setExecutor), and l" + limit,
        acceptor);
  }
}
