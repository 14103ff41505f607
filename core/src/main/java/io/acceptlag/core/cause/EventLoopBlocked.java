package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/** The acceptor is an event loop, and the application keeps it. */
final class EventLoopBlocked implements Cause {
  private static final String RESPONSE = "sun.net.httpserver.Request$WriteStream";

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
      Diagnosis serving =
          loop == EventLoop.JDK_HTTP_SERVER ? servingClient(evidence, acceptor) : null;
      if (serving != null || !waits(loop, acceptor)) {
        return serving;
      }
    }
    String initialiser = Initialiser.words(evidence);
    Activity activity = Activity.of(acceptor.sample());
    boolean runsWork = WorkerPoolExhausted.callerRuns(acceptor.stack());
    return Diagnosis.of(
        CauseId.EVENT_LOOP_BLOCKED,
        AcceptorWords.isIn(acceptor)
            + (initialiser == null ? "" : initialiser)
            + BlockedWords.whoElse(evidence)
            + " It is "
            + loop.title
            + (runsWork ? ", and runs what a full pool has refused (CallerRunsPolicy)." : ".")
            + BlockedWords.activity(acceptor.sample()),
        runsWork
            ? Server.moreThreads(evidence, WorkerPoolExhausted.ROOM)
            : activity == Activity.LOGGING || activity == Activity.OUTPUT
                ? activity.advice(acceptor.stack())
                : loop.adviceToAcceptor(evidence, acceptor.stack()),
        acceptor);
  }

  /**
   * Whether it waits, be it in its server's own code: a loop has nothing to wait for outside its
   * selector. Jetty's lets another thread go on for it.
   */
  private static boolean waits(EventLoop loop, AcceptorView acceptor) {
    return loop != EventLoop.JETTY
        && Frames.topmostOutsideJdk(acceptor.stack()) != null
        && (acceptor.sample().state() != Thread.State.RUNNABLE
            || Frames.readsSocket(acceptor.stack()));
  }

  /** Without an executor the JDK's dispatcher serves requests itself, as slowly as clients are. */
  private static @Nullable Diagnosis servingClient(Evidence evidence, AcceptorView acceptor) {
    if (!Stacks.contains(acceptor.stack(), "sun.net.httpserver.Request", "")) {
      return null;
    }
    boolean writing = Stacks.contains(acceptor.stack(), RESPONSE, "");
    // The program jwebserver has no executor to be given.
    String limit =
        writing
            ? "imit the time of a response (sun.net.httpserver.maxRspTime, in seconds)."
            : "imit the time of a request (sun.net.httpserver.maxReqTime, in seconds).";
    return Diagnosis.of(
        CauseId.EVENT_LOOP_BLOCKED,
        acceptor.thread()
            + (writing
                ? " waits until a client takes the rest of its response"
                : " waits for the rest of a client's request")
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
