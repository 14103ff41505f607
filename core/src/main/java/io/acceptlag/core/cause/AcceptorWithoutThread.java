package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.JettyThreads;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Jetty has bound its port and handed its acceptors to a pool that has no thread left for them. It
 * looks as if it were starting, and does so for ever.
 */
final class AcceptorWithoutThread implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    JettyThreads threads = evidence.jettyThreads;
    if (evidence.everAccepted || evidence.unseen || !threads.acceptorWaitsForThread()) {
      return null;
    }
    String key = evidence.server.workersKey();
    return Diagnosis.of(
            CauseId.WORKER_POOL_EXHAUSTED,
            "It has been bound for "
                + FigureText.seconds(evidence.knownNanos)
                + ", and no thread runs Jetty's acceptor: the pool has none to spare beside "
                + (threads.selectors() == 1 ? "its selector" : "its selectors")
                + " ("
                + ForeignText.quoted(threads.selectorName())
                + ").",
            Server.moreThreads(
                evidence,
                "Give the pool more threads than Jetty's selectors and acceptors take for"
                    + " themselves"
                    + (threads.areOfItsOwnPool()
                        ? " (" + (key == null ? "jetty.threadPool.maxThreads" : key) + ")."
                        : ".")))
        .seenOnce();
  }
}
