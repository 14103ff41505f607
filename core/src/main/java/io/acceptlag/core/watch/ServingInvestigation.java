package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.unserved.UnreadDescriptors;
import io.acceptlag.core.unserved.Unserved;
import java.util.function.Supplier;

/** Gathers evidence of connections of one listener that are accepted and not served. */
final class ServingInvestigation {
  private final Listener listener;
  private final AcceptorProbe acceptors;
  private final HostWatch host;
  private final Supplier<ServerIdentity> server;

  /** Clients that had left when the incident was first judged, or -1. */
  private long firstLeft = -1;

  /** How many connections had been accepted at the last poll; -1 before the first. */
  private long accepted = -1;

  /** When that number was first seen. */
  private long acceptedNanos;

  /**
   * @param server who listens
   */
  ServingInvestigation(
      Listener listener, AcceptorProbe acceptors, HostWatch host, Supplier<ServerIdentity> server) {
    this.listener = listener;
    this.acceptors = acceptors;
    this.host = host;
    this.server = server;
  }

  /** Called at each poll while connections are looked after. */
  void observe(long nowNanos) {
    long count = listener.accepted();
    if (count != accepted) {
      accepted = count;
      acceptedNanos = nowNanos;
    }
  }

  /** Begins another incident. */
  void begin() {
    firstLeft = -1;
  }

  /**
   * @param unread some of the unserved connections
   */
  Evidence evidence(Unserved trouble, UnreadDescriptors unread, long nowNanos) {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.sinceAcceptNanos = accepted < 0 ? -1 : Math.max(0, nowNanos - acceptedNanos);
    evidence.troubleNanos = Math.max(0, nowNanos - trouble.startNanos());
    evidence.host = host.since(trouble.startNanos(), nowNanos);
    evidence.server = server.get();
    evidence.tasks = Asked.of(TaskLimit.UNKNOWN, host::tasks);
    evidence.unserved = trouble.unserved();
    evidence.unservedLeft = trouble.left();
    firstLeft = firstLeft < 0 ? trouble.left() : firstLeft;
    evidence.unservedLeftGrows = trouble.left() > firstLeft;
    lookAtThreads(unread, nowNanos, evidence);
    return evidence.build();
  }

  private void lookAtThreads(UnreadDescriptors unread, long nowNanos, Evidence.Builder evidence) {
    evidence.serving = Asked.known(serving(unread));
    Object owner = listener.owner();
    Thread acceptor = listener.acceptor();
    if (acceptor != null && owner != null) {
      evidence.asynchronous = acceptors.isAsynchronous(owner);
      AcceptorTally tally = new AcceptorTally();
      tally.add(nowNanos, acceptors.sample(acceptor));
      evidence.acceptor = tally.view();
    }
  }

  /**
   * @param unread some of the unserved connections
   */
  Serving serving(UnreadDescriptors unread) {
    Object owner = listener.owner();
    Thread acceptor = listener.acceptor();
    if (acceptor == null || owner == null) {
      // Its acceptor accepted before the hook was there, and not since.
      return acceptors.behind(null, unread);
    }
    return acceptors.isAsynchronous(owner)
        ? new Serving.Builder().pool(acceptors.group(owner)).build()
        : acceptors.behind(acceptor, unread);
  }
}
