package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.listener.Listener;

/** How many connections one listener's acceptors have accepted, from poll to poll. */
final class AcceptCounts {
  private final Listener listener;
  private long delayedBefore;
  private long abandonedBefore;
  private long leftAtOnceBefore;

  AcceptCounts(Listener listener) {
    this.listener = listener;
  }

  void observe(Observation into) {
    long delayed = listener.delayed();
    into.delayed = delayed - delayedBefore;
    delayedBefore = delayed;
    // In this order: one that is counted in between must not have left at once only.
    long leftAtOnce = listener.goneClients().atOnce();
    into.leftAtOnce = leftAtOnce - leftAtOnceBefore;
    leftAtOnceBefore = leftAtOnce;
    long abandoned = listener.goneClients().all();
    into.abandoned = abandoned - abandonedBefore;
    abandonedBefore = abandoned;
    into.longestWaitMillis = listener.takeLongestWaitMillis();
  }
}
