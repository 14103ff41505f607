package io.acceptlag.agent.micrometer;

import static java.util.Objects.requireNonNull;

import io.acceptlag.agent.view.ListenerView;
import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.listener.ExportedBuckets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One time series of a listener: its name, and how to get its figure from a view. The objects are
 * shared, because all listeners are asked for theirs once a second.
 */
final class Series {
  private static final String CAUSE = "acceptlag.cause";
  private static final Map<Figure, Series> FIGURES = new EnumMap<>(Figure.class);
  private static final List<Series> BUCKETS = new ArrayList<>();
  private static final Map<CauseId, Series> ENDED = new EnumMap<>(CauseId.class);
  private static final Map<CauseId, Series> OPEN = new EnumMap<>(CauseId.class);

  static {
    for (Figure figure : Figure.values()) {
      FIGURES.put(figure, new Series(figure));
    }
    for (int i = 0; i < ExportedBuckets.COUNT; i++) {
      BUCKETS.add(bucket(i));
    }
    for (CauseId cause : CauseId.values()) {
      ENDED.put(cause, ended(cause));
      OPEN.put(cause, open(cause));
    }
  }

  final String key;
  final boolean counter;
  final @Nullable String unit;
  final String description;

  /** A tag besides the listener's address; null if there is none. */
  final @Nullable String tag;

  final @Nullable String tagValue;
  private final ToDoubleFunction<ListenerView> figure;

  private Series(Figure figure) {
    key = figure.key;
    counter = figure.counter;
    unit = figure.unit;
    description = figure.description;
    tag = null;
    tagValue = null;
    this.figure = figure::of;
  }

  private Series(
      String key,
      boolean counter,
      String description,
      String tag,
      String tagValue,
      ToDoubleFunction<ListenerView> figure) {
    this.key = key;
    this.counter = counter;
    unit = null;
    this.description = description;
    this.tag = tag;
    this.tagValue = tagValue;
    this.figure = figure;
  }

  /** The series whose figure is known. */
  static List<Series> known(ListenerView view) {
    List<Series> known = new ArrayList<>();
    for (Series figure : FIGURES.values()) {
      if (figure.of(view) >= 0) {
        known.add(figure);
      }
    }
    if (view.waits >= 0) {
      known.addAll(BUCKETS);
    }
    for (CauseId cause : view.incidentsByCause.keySet()) {
      known.add(requireNonNull(ENDED.get(cause)));
    }
    for (CauseId cause : view.openIncidents().keySet()) {
      known.add(requireNonNull(OPEN.get(cause)));
    }
    return known;
  }

  /** Named as Micrometer names a bucket of its own timers in a registry without histograms. */
  private static Series bucket(int edge) {
    return new Series(
        "acceptlag.wait.duration.histogram",
        false,
        "Accept waits of so many seconds at most",
        "le",
        ListenerView.edgeText(edge),
        view -> view.waitsUpTo(edge));
  }

  private static Series ended(CauseId cause) {
    return new Series(
        "acceptlag.incident.count",
        true,
        "Incidents that have ended",
        CAUSE,
        cause.key(),
        view -> count(view.incidentsByCause, cause, -1));
  }

  private static Series open(CauseId cause) {
    return new Series(
        "acceptlag.incident.open",
        false,
        "Incidents that are open, by the cause that was last reported",
        CAUSE,
        cause.key(),
        view -> count(view.openIncidents(), cause, 0));
  }

  private static double count(Map<CauseId, Long> counts, CauseId cause, double none) {
    Long count = counts.get(cause);
    return count == null ? none : count;
  }

  /** Its sum is {@link Figure#WAIT_SUM}. */
  boolean isTimer() {
    return key.equals(Figure.WAITS.key);
  }

  /** Below 0, or NaN, if it is not known. */
  double of(ListenerView view) {
    return figure.applyAsDouble(view);
  }
}
