package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.listener.Listener;

/** Looks from time to time whether the acceptor is where it waits for connections. */
final class AcceptorLooks {
  private final Listener listener;
  private final PublishedFigures published;

  /** The acceptor waits inside accept() itself: one in a selector is not seen waiting. */
  private boolean blocking;

  AcceptorLooks(Listener listener, PublishedFigures published) {
    this.listener = listener;
    this.published = published;
  }

  /** Whether there is anything to see is asked anew. */
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
