package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.server.KnownServer;
import org.jspecify.annotations.Nullable;

/**
 * The server accepts only what those ask for that it hands connections to, and they do not ask: so
 * Pekko HTTP and Akka HTTP do at their limit. Where a pool of theirs has no thread free, that comes
 * before.
 */
final class NotRequested implements Cause {
  private static final int LOOKS_MIN = 2;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    KnownServer server = evidence.server.server();
    if (acceptor == null
        || server == null
        || server.takers() == null
        || !evidence.acceptsInPool
        || acceptor.looks() < LOOKS_MIN
        || evidence.length <= 0
        || evidence.acceptedLatelyPerSecond > 0
        || evidence.registration() != Registration.NOT_FOR_ACCEPT) {
      return null;
    }
    if (evidence.server.limitKey() == null || evidence.connections().held() <= 0) {
      return Paused.of("The listener is not registered for accept.", acceptor);
    }
    return ConnectionLimit.of(
        evidence,
        server.title()
            + " takes no more, as at its limit: the listener is not registered for accept.",
        acceptor,
        () -> false);
  }
}
