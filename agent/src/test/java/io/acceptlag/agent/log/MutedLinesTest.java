package io.acceptlag.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.agent.config.MutedCauses;
import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.incident.IncidentTracker;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.AcceptedSample;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Reports;
import io.acceptlag.core.report.UnservedReports;
import io.acceptlag.core.unserved.SampledConnections;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.Unserved;
import io.acceptlag.core.unserved.UnservedTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutedLinesTest {
  private static final LocalAddress LISTENER = new LocalAddress("0.0.0.0", 8080, false);
  private static final LocalAddress OTHER = new LocalAddress("0.0.0.0", 9090, false);
  private static final Diagnosis STARTING = Causes.judge(new Evidence.Builder().build());

  private final Reports reports = new Reports(false);
  private final List<String> log = new ArrayList<>();
  private MutedCauses muted = mute("8080:starting:backlog_capped");
  private final MutedLines lines =
      new MutedLines(
          () -> muted,
          (severity, line) -> log.add(line),
          report -> log.add(report.event().key() + " " + report.diagnosis().cause().key()));
  private long incident = 1;

  @Test
  void leavesOutOneCauseAtOneListenerAndSaysSoOnce() {
    lines.report(report(LISTENER, Change.OPENED, STARTING));
    lines.report(report(LISTENER, Change.ENDED, STARTING));
    incident++;
    lines.report(report(LISTENER, Change.OPENED, STARTING));
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.get(0).contains("the option mute has 8080:starting; metrics"), log::toString);
    lines.report(report(OTHER, Change.OPENED, STARTING));
    lines.report(report(LISTENER, Change.OPENED, descriptors()));
    assertEquals(List.of("slow starting", "slow fd_exhaustion"), log.subList(1, log.size()));
  }

  @Test
  void aChangeOfTheSettingLetsGoOfWhatWaits() {
    lines.report(report(LISTENER, Change.OPENED, Diagnosis.NONE.pending()));
    muted = mute("9090:starting");
    lines.report(report(LISTENER, Change.STILL_OPEN, STARTING));
    assertEquals(List.of("slow pending", "slow starting"), log);
    lines.report(report(OTHER, Change.OPENED, STARTING));
    assertTrue(log.get(2).contains("the option mute has 9090:starting"), log::toString);
  }

  @Test
  void aCauseThatIsNotKnownYetWaitsUntilItIs() {
    lines.report(report(LISTENER, Change.OPENED, Diagnosis.NONE.pending()));
    lines.report(report(LISTENER, Change.STILL_OPEN, Diagnosis.NONE.pending()));
    assertEquals(List.of(), log);
    lines.report(cause(descriptors()));
    assertEquals(List.of("slow pending", "cause fd_exhaustion"), log);
    incident++;
    lines.report(report(LISTENER, Change.OPENED, Diagnosis.NONE.pending()));
    lines.report(cause(STARTING));
    lines.report(report(LISTENER, Change.ENDED, STARTING));
    assertEquals(3, log.size(), log::toString);
    lines.report(report(OTHER, Change.OPENED, Diagnosis.NONE.pending()));
    assertEquals("slow pending", log.get(3));
  }

  /** The accept queue goes on with the number of what is behind it. */
  @Test
  void theFirstLinesOfBothQueuesWait() {
    incident = 0;
    Diagnosis pending = Diagnosis.NONE.pending();
    lines.report(UnservedReports.of(LISTENER, Change.OPENED, unserved(), pending));
    lines.report(report(LISTENER, Change.OPENED, pending));
    lines.report(report(LISTENER, Change.STILL_OPEN, pending));
    assertEquals(List.of(), log);
    lines.report(cause(descriptors()));
    assertEquals(List.of("unserved pending", "slow pending", "cause fd_exhaustion"), log);
  }

  /** Of an incident that has the number 0, because none was opened. */
  private static Unserved unserved() {
    return new UnservedTracker(1, 1, () -> 0)
        .trouble(new SampledConnections(new AcceptedSample(), UnreadProbe.NONE, 8080, 1, 0));
  }

  @Test
  void anIncidentThatWasReportedIsReportedAsOver() {
    lines.report(report(LISTENER, Change.OPENED, descriptors()));
    lines.report(report(LISTENER, Change.STILL_OPEN, STARTING));
    lines.report(report(LISTENER, Change.ENDED, STARTING));
    assertEquals(3, log.size(), log::toString);
    assertEquals("recovered starting", log.get(2));
  }

  @Test
  void anEventThatIsCalledAsACauseIsMutedWithIt() {
    lines.report(reports.backlogCapped(LISTENER, 1024, 128, 128));
    lines.report(reports.backlogCapped(OTHER, 1024, 128, 128));
    assertEquals(2, log.size(), log::toString);
    assertEquals("backlog_capped unknown", log.get(1));
    lines.report(reports.notHooked(LISTENER));
    assertEquals("not_hooked unknown", log.get(2));
  }

  private static Diagnosis descriptors() {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.descriptors = new Descriptors(80, 80);
    return Causes.judge(evidence.build());
  }

  private Report report(LocalAddress listener, Change change, Diagnosis diagnosis) {
    Observation seen = new Observation();
    return reports.of(listener, change, tracker(seen).incident(seen), diagnosis, null);
  }

  private Report cause(Diagnosis diagnosis) {
    Observation seen = new Observation();
    return reports.cause(LISTENER, tracker(seen).incident(seen), diagnosis);
  }

  private IncidentTracker tracker(Observation seen) {
    IncidentTracker tracker =
        new IncidentTracker(new Thresholds(1, 1, 1), () -> incident, new WaitHistogram());
    seen.delayed = 1;
    tracker.observe(seen);
    return tracker;
  }

  private static MutedCauses mute(String text) {
    return ConfigurationLoader.load("mute=" + text, name -> null, name -> null, Set.of(), Set.of())
        .configuration()
        .mutedCauses();
  }
}
