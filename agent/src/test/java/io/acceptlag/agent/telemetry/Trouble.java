package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Turnover;
import io.acceptlag.core.incident.IncidentTracker;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Reports;
import io.acceptlag.core.report.SlowAccept;

/**
 * One incident of 1.4 s that ended 9 s ago, as the core reports it. Reports in the order they come.
 */
final class Trouble {
  static final LocalAddress LISTENER = new LocalAddress("0.0.0.0", 8080, false);
  static final StackTraceElement[] STACK = {
    new StackTraceElement("", "java.base", "17.0.15", "java.lang.Thread", "sleep", null, -2),
    new StackTraceElement("app", null, null, "com.acme.Shop", "welcome", "Shop.java", 42)
  };

  private static final long MILLI = 1_000_000;

  final long id;

  /** In System.nanoTime. */
  final long startNanos = System.nanoTime() - 10_400 * MILLI;

  final long endNanos = startNanos + 1400 * MILLI;

  private final Reports reports = new Reports(false);
  private final IncidentTracker tracker;
  private final Observation seen = new Observation();
  private Diagnosis diagnosis = Diagnosis.NONE;

  Trouble(long id) {
    this.id = id;
    tracker =
        new IncidentTracker(
            new Thresholds(200 * MILLI, 0.8, 30_000 * MILLI), () -> id, new WaitHistogram());
    seen.troubleSinceNanos = startNanos;
    seen.limit = 100;
    seen.drops = 0;
    seen.overflows = 0;
  }

  Report opens() {
    seen.nowNanos = startNanos + 1200 * MILLI;
    seen.length = 90;
    seen.oldestNanos = 1200 * MILLI;
    return observe(Change.OPENED);
  }

  /** The first line could not say why. */
  Report opensWithoutCause() {
    diagnosis = Diagnosis.NONE.pending();
    return opens();
  }

  Report hasCause() {
    diagnosis = Causes.judge(evidence().build());
    return reports.cause(LISTENER, tracker.incident(seen), diagnosis);
  }

  Report overflows() {
    diagnosis = Causes.judge(evidence().build());
    seen.nowNanos = endNanos;
    seen.length = 101;
    seen.wasFull = true;
    seen.oldestNanos = 1400 * MILLI;
    seen.drops = 7;
    seen.overflows = 5;
    seen.delayed = 3;
    seen.longestWaitMillis = 1300;
    return observe(Change.CHANGED);
  }

  /** By now it is known that connections live short as well. */
  Report goesOn() {
    Evidence.Builder evidence = evidence();
    evidence.overflowed = true;
    evidence.acceptedPerSecond = 400;
    evidence.turnover = new Turnover(400, 390, 1000 * MILLI);
    diagnosis = Causes.judge(evidence.build());
    return reports.of(LISTENER, Change.STILL_OPEN, tracker.incident(seen), diagnosis, null);
  }

  private Evidence.Builder evidence() {
    AcceptorTally tally = new AcceptorTally();
    tally.add(
        startNanos,
        new AcceptorSample("shop-acceptor", Thread.State.TIMED_WAITING, STACK, null, null, STACK));
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.acceptor = tally.view();
    evidence.troubleNanos = 1400 * MILLI;
    return evidence;
  }

  Report recovers() {
    calm();
    seen.nowNanos = endNanos + 4000 * MILLI;
    return observe(Change.ENDED);
  }

  Report closes() {
    calm();
    return reports.closed(LISTENER, tracker.incident(seen), diagnosis, true, null);
  }

  private void calm() {
    seen.length = 0;
    seen.oldestNanos = 0;
    seen.drops = 0;
    seen.overflows = 0;
    seen.delayed = 0;
    seen.longestWaitMillis = 0;
  }

  private Report observe(Change expected) {
    Change change = tracker.observe(seen);
    if (change != expected) {
      throw new AssertionError("expected " + expected + ", was " + change);
    }
    return reports.of(LISTENER, change, tracker.incident(seen), diagnosis, null);
  }

  /** A connection that was accepted at the end of it. */
  SlowAccept slowAccept(long waitMillis) {
    return slowAccept(waitMillis, id);
  }

  SlowAccept slowAccept(long waitMillis, long incident) {
    ClientReading client = new ClientReading();
    client.addressLow = 0x0a01_0203;
    client.port = 51234;
    client.handshakeMillis = 3_024;
    client.queueLength = 100;
    client.queueLimit = 100;
    long reading = AcceptedReading.pack(TcpState.CLOSE_WAIT, 0, (int) waitMillis, 2);
    return new SlowAccept(LISTENER, endNanos, reading, client, null).in(incident);
  }
}
