package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.ServingLoop;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor lives, and the loop that is to find out what its connections send does not: an error
 * that nothing caught has ended it, or its selector was closed.
 */
final class PollerMissing implements Cause {
  private static final String ADVICE =
      "Restart the server, and find out what ended that loop: most often an error that nothing"
          + " caught.";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    Serving serving = evidence.serving();
    if (acceptor == null) {
      return null;
    }
    ServingLoop loop = ServingLoop.of(acceptor.stack());
    if (serving.pollerGone()) {
      return loop == ServingLoop.KAFKA
          ? saying(evidence, "not all of Kafka's network threads run.")
          : of(evidence, "Tomcat's Poller");
    }
    if (loop == null || serving.threads().isEmpty() || loop.runners(serving.threads()) > 0) {
      return null;
    }
    if (loop == ServingLoop.JETTY && !hasFreeThread(serving)) {
      return null;
    }
    return of(evidence, loop.title());
  }

  private static Diagnosis of(Evidence evidence, String loop) {
    return saying(evidence, "no thread runs " + loop + ".");
  }

  private static Diagnosis saying(Evidence evidence, String words) {
    boolean accepts = evidence.unserved >= 0;
    String statement =
        accepts
            ? "It accepts, but " + words
            : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    return Diagnosis.of(CauseId.POLLER_MISSING, statement, ADVICE).seenOnce();
  }

  /** Else its selector may be work that waits for a thread. */
  private static boolean hasFreeThread(Serving serving) {
    return serving.workers().known() && serving.workers().busy() < serving.workers().total();
  }
}
