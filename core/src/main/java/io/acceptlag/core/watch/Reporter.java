package io.acceptlag.core.watch;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.RefusedClients;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.report.ClosedWords;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Reports;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.report.UnservedReports;
import io.acceptlag.core.unserved.Unserved;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a poll has found into words for the sinks; reads the kernel's settings that this needs.
 */
final class Reporter {
  private final Settings settings;
  private final Reports reports;
  private final HandshakeProbe handshakes;
  private final ReportSink sink;

  /**
   * Whether it was reported what a refused client does, which is the same for the whole process.
   */
  private boolean fateReported;

  Reporter(Settings settings, HandshakeProbe handshakes, ReportSink sink) {
    this.settings = settings;
    reports = new Reports(settings.inPod);
    this.handshakes = handshakes;
    this.sink = sink;
  }

  void backlogCapped(LocalAddress listener, int requested, int limit) {
    int somaxconn = handshakes.settings().number(KernelSetting.SOMAXCONN);
    sink.report(reports.backlogCapped(listener, requested, limit, somaxconn));
  }

  void notHooked(LocalAddress listener) {
    sink.report(reports.notHooked(listener));
  }

  void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    sink.judged(listener, evidence, diagnosis);
  }

  /**
   * @param waiting who waits to be accepted; null if it is not known
   * @param unserved connections that were accepted and are not served either; where the incident is
   *     over, the most there were
   */
  void incident(
      LocalAddress listener,
      Change change,
      Incident incident,
      Diagnosis diagnosis,
      @Nullable WaitingClients waiting,
      long unserved) {
    Report report = reports.of(listener, change, incident, diagnosis, waiting);
    sink.report(UnservedReports.beside(report, unserved));
    if (incident.overflows() > 0 && !fateReported) {
      String fate = RefusedClients.fate(handshakes.settings(), handshakes.kernel());
      sink.report(reports.refusedClients(listener, fate));
      fateReported = true;
    }
  }

  /** The cause of an incident whose first line had none. */
  void cause(LocalAddress listener, Incident incident, Diagnosis diagnosis) {
    sink.report(reports.cause(listener, incident, diagnosis));
  }

  /**
   * A listener was closed during an incident.
   *
   * @param harm who closed it while clients waited; null if nobody is known to have
   * @param unserved the most connections that were accepted and not served
   */
  void closed(
      LocalAddress listener,
      Incident incident,
      Diagnosis diagnosis,
      @Nullable Closing harm,
      long unserved) {
    Report report = reports.closed(listener, incident, diagnosis, isWanted(listener), harm);
    sink.report(UnservedReports.beside(report, unserved));
  }

  /** A listener was closed while clients waited. */
  void closed(LocalAddress listener, Closing harm) {
    sink.report(ClosedWords.report(listener, harm));
  }

  /** Connections of a listener are accepted and not served, or are served again. */
  void unserved(LocalAddress listener, Change change, Unserved trouble, Diagnosis diagnosis) {
    sink.report(UnservedReports.of(listener, change, trouble, diagnosis));
  }

  /** The cause of an incident behind accept whose first line had none. */
  void unservedCause(LocalAddress listener, Unserved trouble, Diagnosis diagnosis) {
    sink.report(UnservedReports.cause(listener, trouble, diagnosis));
  }

  /** The listener was closed before it served them. */
  void unservedClosed(LocalAddress listener, Unserved trouble, Diagnosis diagnosis) {
    sink.report(UnservedReports.closed(listener, trouble, diagnosis, isWanted(listener)));
  }

  private boolean isWanted(LocalAddress listener) {
    return settings.portWanted().test(listener.port());
  }

  void synQueue(
      LocalAddress listener, Change change, SynQueueTrouble trouble, boolean overflowing) {
    sink.report(reports.synQueue(listener, change, trouble, overflowing));
  }

  void slowAccept(SlowAccept accept) {
    sink.slowAccept(accept);
  }

  void firstRead(FirstRead read) {
    sink.firstRead(read);
  }
}
