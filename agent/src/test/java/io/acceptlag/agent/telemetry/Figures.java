package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as a test wants them: of one listener, or of a source with several. */
final class Figures {
  private final LocalAddress listener;
  private final long[] waits = new long[WaitHistogram.BUCKETS];
  private final Map<CauseId, Long> incidents = new EnumMap<>(CauseId.class);
  private long waitSumMillis;
  private long accepted;
  private int length = -1;
  private int limit = -1;
  private long oldestMillis = -1;
  private long saturatedMillis;
  private long abandoned;
  private long handshakeDelayed;
  private long drops = -1;
  private double busy = Double.NaN;
  private @Nullable CauseId openIncident;

  private Figures(LocalAddress listener) {
    this.listener = listener;
  }

  static Figures of(String host, int port) {
    return new Figures(new LocalAddress(host, port, host.contains(":")));
  }

  /** Connections that waited this long each. */
  Figures waited(long millis, long connections) {
    int bucket = 0;
    while (millis > WaitHistogram.upperBoundMillis(bucket)) {
      bucket++;
    }
    waits[bucket] += connections;
    waitSumMillis += millis * connections;
    accepted += connections;
    return this;
  }

  Figures queue(int length, int limit, long oldestMillis) {
    this.length = length;
    this.limit = limit;
    this.oldestMillis = oldestMillis;
    return this;
  }

  Figures saturated(long millis) {
    saturatedMillis = millis;
    return this;
  }

  Figures abandoned(long connections) {
    abandoned = connections;
    return this;
  }

  Figures handshakeDelayed(long connections) {
    handshakeDelayed = connections;
    return this;
  }

  Figures drops(long packets) {
    drops = packets;
    return this;
  }

  Figures busy(double share) {
    busy = share;
    return this;
  }

  Figures openIncident(CauseId cause) {
    openIncident = cause;
    return this;
  }

  Figures incidents(CauseId cause, long count) {
    incidents.put(cause, count);
    return this;
  }

  ListenerFigures open() {
    return figures(false);
  }

  /** The last figures, as a closed listener leaves them. */
  ListenerFigures closed() {
    return figures(true);
  }

  private ListenerFigures figures(boolean closed) {
    ListenerFigures.Builder figures =
        new ListenerFigures.Builder(listener)
            .waits(waits.clone(), waitSumMillis)
            .queue(length, limit)
            .oldestMillis(oldestMillis)
            .saturatedMillis(saturatedMillis)
            .accepted(accepted)
            .abandoned(abandoned)
            .handshakeDelayed(handshakeDelayed)
            .drops(drops)
            .acceptorBusy(busy)
            .openIncidents(openIncident, null)
            .incidentsByCause(new EnumMap<>(incidents));
    return closed ? figures.buildClosed() : figures.build();
  }

  /** A source whose figures can be changed between two collections. */
  static final class Source implements FiguresSource {
    private volatile List<ListenerFigures> listeners = List.of();
    private volatile NamespaceCounters namespace = NamespaceCounters.UNKNOWN;

    Source show(ListenerFigures... figures) {
      listeners = List.of(figures);
      return this;
    }

    Source show(NamespaceCounters counters) {
      namespace = counters;
      return this;
    }

    @Override
    public List<ListenerFigures> listeners() {
      return new ArrayList<>(listeners);
    }

    @Override
    public NamespaceCounters namespace() {
      return namespace;
    }
  }
}
