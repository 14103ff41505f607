package io.acceptlag.core.watch;

import io.acceptlag.core.incident.IncidentTracker;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Listener;

/** Makes the casebook of each listener from what all of them share. */
final class Casebooks {
  private final Sources sources;
  private final Settings settings;
  private final HostWatch host;
  private final Turns turns;
  private final Reporter reporter;
  private long incidents;

  Casebooks(Sources sources, Settings settings, HostWatch host, Turns turns, Reporter reporter) {
    this.sources = sources;
    this.settings = settings;
    this.host = host;
    this.turns = turns;
    this.reporter = reporter;
  }

  /** For a listener that is about to be watched. The numbers count across all listeners. */
  BothQueues bothQueues() {
    return new BothQueues(() -> ++incidents);
  }

  Casebook of(
      Listener listener,
      LocalAddress address,
      PublishedFigures published,
      BothQueues both,
      Census census) {
    return new Casebook(
        !settings.fromStart && !listener.binding().isSeen(),
        address,
        settings,
        new IncidentTracker(settings.thresholds, both, listener.waits()),
        new Investigation(
            listener,
            address,
            sources,
            settings,
            host,
            census,
            new Recognition(listener, sources.acceptors, sources.loaded),
            turns),
        turns,
        published,
        both,
        reporter);
  }
}
