package io.acceptlag.agent.log;

import io.acceptlag.agent.config.MutedCauses;
import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import io.acceptlag.core.unserved.Unserved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the lines that the option {@code mute} names, and says so once. If the cause of an
 * incident is not known yet, its line waits for the cause, ten polls at most. For one thread.
 */
final class MutedLines {
  private final Supplier<MutedCauses> setting;
  private MutedCauses muted;
  private final BiConsumer<Severity, String> notices;
  private final Consumer<Report> lines;

  /**
   * First lines of incidents whose cause may yet turn out to be muted: two where the accept queue
   * is in trouble after what is behind it.
   */
  private final Map<Long, List<Report>> held = new HashMap<>();

  /** Incidents, still open, of which a line was written. */
  private final Set<Long> written = new HashSet<>();

  private final Set<String> announced = new HashSet<>();

  /**
   * @param setting may change
   * @param notices take what is to be said about them
   * @param lines take what is not muted
   */
  MutedLines(
      Supplier<MutedCauses> setting, BiConsumer<Severity, String> notices, Consumer<Report> lines) {
    this.setting = setting;
    muted = setting.get();
    this.notices = notices;
    this.lines = lines;
  }

  void report(Report report) {
    if (muted != setting.get()) {
      muted = setting.get();
      announced.clear();
      // They waited because of the earlier setting.
      held.values().forEach(each -> each.forEach(lines));
      held.clear();
    }
    Subject subject = report.subject();
    if (muted.isEmpty() || !subject.isListener() || !muted.anyAt(subject.port())) {
      lines.accept(report);
    } else if (report.trouble() instanceof NumberedTrouble) {
      report(report, ((NumberedTrouble) report.trouble()).id());
    } else if (!isMuted(subject, causeOf(report))) {
      lines.accept(report);
    }
  }

  private void report(Report report, long incident) {
    CauseId cause = report.diagnosis().cause();
    boolean ends = report.ends();
    if (!(ends && written.contains(incident))) {
      if (cause == CauseId.PENDING) {
        hold(report, incident);
        return;
      }
      if (isMuted(report.subject(), cause)) {
        held.remove(incident);
        return;
      }
    }
    List<Report> first = held.remove(incident);
    if (first != null) {
      first.forEach(lines);
    }
    lines.accept(report);
    if (ends) {
      written.remove(incident);
    } else {
      written.add(incident);
    }
  }

  private void hold(Report report, long incident) {
    List<Report> first = held.computeIfAbsent(incident, none -> new ArrayList<>());
    Report last = first.isEmpty() ? null : first.get(first.size() - 1);
    if (last == null || isOfOtherKind(last.trouble(), report.trouble())) {
      first.add(report);
    }
  }

  private static boolean isOfOtherKind(@Nullable Trouble one, @Nullable Trouble other) {
    return one instanceof Unserved != other instanceof Unserved;
  }

  /** The cause of a line that is about no incident: two events have the same names as causes. */
  private static @Nullable CauseId causeOf(Report report) {
    for (CauseId cause : CauseId.values()) {
      if (cause.key().equals(report.event().key())) {
        return cause;
      }
    }
    return null;
  }

  private boolean isMuted(Subject listener, @Nullable CauseId cause) {
    if (cause == null || !muted.contains(listener.port(), cause)) {
      return false;
    }
    String key = listener.port() + ":" + cause.key();
    if (announced.add(key)) {
      notices.accept(
          Severity.INFO,
          listener
              + ": lines with cause "
              + cause.key()
              + " are left out from here on, because the option mute has "
              + key
              + "; metrics and traces go on");
    }
    return true;
  }
}
