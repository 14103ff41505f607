package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.report.Event;

/** Trouble with connects to one destination, as it stands at one moment. */
public final class ConnectTrouble implements Trouble {
  private final Event kind;
  private final Object series;
  private final long startNanos;
  private final long endNanos;

  ConnectTrouble(Event kind, ConnectEpisode episode) {
    this(kind, episode, episode.startNanos(), episode.endNanos());
  }

  /**
   * @param series the same object for all reports on this trouble
   */
  ConnectTrouble(Event kind, Object series, long startNanos, long endNanos) {
    this.kind = kind;
    this.series = series;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  /** The kind of trouble, even after it has ended. */
  public Event kind() {
    return kind;
  }

  /** The same object for all reports on one kind of trouble with one destination. */
  public Object series() {
    return series;
  }

  /** When the first connect had the trouble, to the second. */
  @Override
  public long startNanos() {
    return startNanos;
  }

  /** When the last connect had the trouble. */
  @Override
  public long endNanos() {
    return endNanos;
  }
}
