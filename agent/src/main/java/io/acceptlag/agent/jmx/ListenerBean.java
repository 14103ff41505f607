package io.acceptlag.agent.jmx;

import io.acceptlag.agent.view.ListenerName;
import io.acceptlag.agent.view.ListenerView;
import io.acceptlag.agent.view.ListenerViews;
import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads each attribute from the latest view. */
final class ListenerBean implements ListenerMXBean {
  private final ListenerViews views;
  private final OpenIncidents incidents;
  private final ListenerName name;

  ListenerBean(ListenerViews views, OpenIncidents incidents, ListenerName name) {
    this.views = views;
    this.incidents = incidents;
    this.name = name;
  }

  /** Null for a moment when the listener has just been closed. */
  private @Nullable ListenerView view() {
    return views.views().get(name);
  }

  private @Nullable Long figure(ToLongFunction<ListenerView> figure) {
    ListenerView view = view();
    long value = view == null ? -1 : figure.applyAsLong(view);
    return value < 0 ? null : Long.valueOf(value);
  }

  @Override
  public @Nullable String getAddress() {
    ListenerView view = view();
    return view == null ? null : view.address;
  }

  @Override
  public @Nullable Integer getListeners() {
    ListenerView view = view();
    return view == null ? null : Integer.valueOf(view.listeners);
  }

  @Override
  public @Nullable Long getQueueLength() {
    return figure(view -> view.queueLength);
  }

  @Override
  public @Nullable Long getQueueLimit() {
    return figure(view -> view.queueLimit);
  }

  @Override
  public @Nullable Long getOldestWaitMillis() {
    return figure(view -> view.oldestMillis);
  }

  @Override
  public @Nullable Long getQueueSaturatedMillis() {
    return figure(view -> view.saturatedMillis);
  }

  @Override
  public @Nullable Long getConnectionsAccepted() {
    return figure(view -> view.accepted);
  }

  @Override
  public @Nullable Long getWaits() {
    return figure(view -> view.waits);
  }

  @Override
  public @Nullable Long getWaitsMillis() {
    return figure(view -> view.waitSumMillis);
  }

  @Override
  public @Nullable Map<String, Long> getWaitsUpToSeconds() {
    ListenerView view = view();
    if (view == null || view.waits < 0) {
      return null;
    }
    Map<String, Long> upTo = new LinkedHashMap<>();
    for (int i = 0; i < ExportedBuckets.COUNT; i++) {
      upTo.put(ListenerView.edgeText(i), view.waitsUpTo(i));
    }
    return upTo;
  }

  @Override
  public @Nullable Long getConnectionsAbandoned() {
    return figure(view -> view.abandoned);
  }

  @Override
  public @Nullable Long getConnectionsHandshakeDelayed() {
    return figure(view -> view.handshakeDelayed);
  }

  @Override
  public @Nullable Long getConnectionsUnserved() {
    return figure(view -> view.unserved);
  }

  @Override
  public @Nullable Long getPacketsDropped() {
    return figure(view -> view.dropped);
  }

  @Override
  public @Nullable Double getAcceptorUtilization() {
    ListenerView view = view();
    return view == null || Double.isNaN(view.acceptorUtilization)
        ? null
        : Double.valueOf(view.acceptorUtilization);
  }

  @Override
  public @Nullable Long getIncidents() {
    return figure(view -> view.incidents);
  }

  @Override
  public @Nullable Map<String, Long> getIncidentsByCause() {
    ListenerView view = view();
    return view == null ? null : byKey(view.incidentsByCause);
  }

  @Override
  public @Nullable Map<String, Long> getOpenIncidentsByCause() {
    ListenerView view = view();
    return view == null ? null : byKey(view.openIncidents());
  }

  private static Map<String, Long> byKey(Map<CauseId, Long> counts) {
    Map<String, Long> byKey = new TreeMap<>();
    for (Map.Entry<CauseId, Long> each : counts.entrySet()) {
      byKey.put(each.getKey().key(), each.getValue());
    }
    return byKey;
  }

  @Override
  public OpenIncident @Nullable [] getOpenIncidents() {
    ListenerView view = view();
    if (view == null) {
      return null;
    }
    List<OpenIncident> open = new ArrayList<>();
    for (Report report : incidents.of(view)) {
      Trouble trouble = report.trouble();
      if (trouble != null) {
        open.add(new OpenIncident(report, trouble));
      }
    }
    return open.toArray(new OpenIncident[0]);
  }
}
