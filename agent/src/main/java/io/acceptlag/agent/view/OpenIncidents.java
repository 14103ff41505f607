package io.acceptlag.agent.view;

import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last report of each open incident, for a JMX console that is opened during an incident. It is
 * always kept, because nobody knows before when it will be asked for.
 */
public final class OpenIncidents implements ReportSink {
  /** A bound, because no end is reported for listeners that are no longer watched. */
  static final int KEPT_MAX = 100;

  private final Map<Long, Report> open = new LinkedHashMap<>();

  @Override
  public void report(Report report) {
    Trouble trouble = report.trouble();
    if (report.subject().isListener() && trouble instanceof NumberedTrouble) {
      keep(((NumberedTrouble) trouble).id(), report);
    }
  }

  private synchronized void keep(long id, Report report) {
    if (report.ends()) {
      open.remove(id);
      return;
    }
    if (open.size() == KEPT_MAX && !open.containsKey(id)) {
      open.remove(open.keySet().iterator().next());
    }
    open.put(id, report);
  }

  /** The open incidents of all listeners of a view, in the order of their reports. */
  public List<Report> of(ListenerView view) {
    List<Report> found = new ArrayList<>();
    for (Report report : all()) {
      if (view.isInTrouble(report.subject())) {
        found.add(report);
      }
    }
    // Any earlier ones have lost their listener.
    return found.subList(Math.max(0, found.size() - view.openIncidentCount()), found.size());
  }

  private synchronized List<Report> all() {
    return new ArrayList<>(open.values());
  }
}
