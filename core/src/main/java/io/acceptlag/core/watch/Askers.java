package io.acceptlag.core.watch;

import io.acceptlag.core.report.ListenerFigures;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who take the figures. Each gets what a closed listener leaves, once. The first is the
 * exporter of telemetry.
 */
final class Askers {
  private final Asker first = new Asker();
  private final List<Asker> all = new ArrayList<>();
  private boolean anyAccepted;

  Askers() {
    all.add(first);
  }

  Asker first() {
    return first;
  }

  /** Adds another asker, from now on. */
  synchronized Asker another() {
    Asker asker = new Asker();
    all.add(asker);
    return asker;
  }

  synchronized void leave(ListenerFigures last) {
    anyAccepted |= last.accepted > 0;
    for (Asker asker : all) {
      asker.closed.add(last);
    }
  }

  /** Of listeners that were closed before anything was known of them. */
  void leaveOfOthers(int accepted) {
    if (accepted > 0) {
      leave(ListenerFigures.Builder.others().accepted(accepted).buildClosed());
    }
  }

  /** Whether any of the listeners closed so far has accepted. */
  synchronized boolean anyAccepted() {
    return anyAccepted;
  }

  /** Keeps the last figures of closed listeners until they are asked for. */
  final class Asker {
    private final ClosedFigures closed = new ClosedFigures();

    List<ListenerFigures> takeClosed() {
      synchronized (Askers.this) {
        return closed.take();
      }
    }
  }
}
