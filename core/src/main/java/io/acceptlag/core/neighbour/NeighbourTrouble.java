package io.acceptlag.core.neighbour;

import io.acceptlag.core.episode.Trouble;

/** A neighbour that does not accept, as it stands at one moment. */
public final class NeighbourTrouble implements Trouble {
  private final long startNanos;
  private final long endNanos;

  NeighbourTrouble(long startNanos, long endNanos) {
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  @Override
  public long startNanos() {
    return startNanos;
  }

  @Override
  public long endNanos() {
    return endNanos;
  }
}
