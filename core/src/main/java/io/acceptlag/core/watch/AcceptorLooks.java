package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.listener.Listener;

/** Checks now and then whether the acceptor is where it waits for connections. */
final class AcceptorLooks {
  private final Listener listener;
  private final PublishedFigures published;

  /** Whether the acceptor waits inside accept() itself; one in a selector is not seen waiting. */
  private boolean blocking;

  AcceptorLooks(Listener listener, PublishedFigures published) {
    this.listener = listener;
    this.published = published;
  }

  /** Decides anew whether its waiting can be seen. */
  void choose(AcceptorProbe acceptors) {
    Object owner = listener.owner();
    blocking = owner != null && acceptors.waitsInsideAccept(owner);
  }

  void look() {
    if (blocking) {
      published.publishLook(listener.insideAccept());
    }
  }
}
