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
 * The last report of each incident that is open: whoever comes to look, such as with a JMX console,
 * comes in the middle of it. Always there, because an incident does not wait for that.
 */
public final class OpenIncidents implements ReportSink {
  /** Of listeners that are let go of in the middle, no end is reported. */
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

  /** Of all listeners that a view shows; what was reported first comes first. */
  public List<Report> of(ListenerView view) {
    List<Report> found = new ArrayList<>();
    for (Report report : all()) {
      if (view.isInTrouble(report.subject())) {
        found.add(report);
      }
    }
    // What is more than these has lost its listener.
    return found.subList(Math.max(0, found.size() - view.openIncidentCount()), found.size());
  }

  private synchronized List<Report> all() {
    return new ArrayList<>(open.values());
  }
}
