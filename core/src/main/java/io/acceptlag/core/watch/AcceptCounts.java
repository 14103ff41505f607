package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.listener.Listener;

/** How many connections one listener's acceptors have accepted, from poll to poll. */
final class AcceptCounts {
  private final Listener listener;
  private long delayedBefore;
  private long abandonedBefore;

  AcceptCounts(Listener listener) {
    this.listener = listener;
  }

  void observe(Observation into) {
    long delayed = listener.delayed();
    into.delayed = delayed - delayedBefore;
    delayedBefore = delayed;
    long abandoned = listener.abandoned();
    into.abandoned = abandoned - abandonedBefore;
    abandonedBefore = abandoned;
    into.longestWaitMillis = listener.takeLongestWaitMillis();
  }
}
