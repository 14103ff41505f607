package io.acceptlag.core;

import io.acceptlag.core.cause.AcceptorProbe;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.IncidentTracker.Change;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Reports;
import io.acceptlag.core.report.SlowAccept;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Looks at every listener once a poll, and tells the sinks what came of it. Its cost grows with the
 * number of listeners, never with that of connections.
 *
 * <p>{@link #poll} is called by one thread; the figures may be read by any.
 */
public final class Sampler implements FiguresSource {
  /**
   * Closed listeners whose last figures nobody has come for, so that a missing exporter costs
   * nothing.
   */
  private static final int CLOSED_MAX = 1000;

  private static final long NO_INCIDENT = -1;

  /** A busy machine makes any thread late by less. */
  private static final long STALL_MIN_NANOS = 100_000_000;

  /** It reads a file that grows with the listeners of the whole network namespace. */
  private static final long UNHOOKED_EVERY_NANOS = 5_000_000_000L;

  private final Listeners listeners;
  private final SlowAccepts slowAccepts;
  private final ListenerProbe probe;
  private final AcceptorProbe acceptors;
  private final IntPredicate portWanted;
  private final Predicate<Object> waitsInsideAccept;
  private final Thresholds thresholds;
  private final Reports reports;
  private final long pollNanos;
  private final long stallFromNanos;
  private final ReportSink sink;

  private final Map<Listener, ListenerWatch> watches = new ConcurrentHashMap<>();
  private final List<ListenerFigures> closed = new ArrayList<>();
  private final List<Listener> ignored = new ArrayList<>();
  private volatile NamespaceCounters counters = NamespaceCounters.UNKNOWN;
  private long lastPollNanos;
  private long lookedForUnhookedNanos;
  private boolean polledBefore;
  private long incidents;

  /** The last time the sampler itself came late enough to explain a wait. */
  private long stallNanos;

  private long stallEndNanos;

  /**
   * @param waitsInsideAccept given the application's listener object: whether its acceptor blocks
   *     in accept(), not in a selector
   * @param pollNanos the time meant to pass between two polls
   */
  public Sampler(
      Listeners listeners,
      SlowAccepts slowAccepts,
      ListenerProbe probe,
      AcceptorProbe acceptors,
      IntPredicate portWanted,
      Predicate<Object> waitsInsideAccept,
      Thresholds thresholds,
      Reports reports,
      long pollNanos,
      ReportSink sink) {
    this.listeners = listeners;
    this.slowAccepts = slowAccepts;
    this.probe = probe;
    this.acceptors = acceptors;
    this.portWanted = portWanted;
    this.waitsInsideAccept = waitsInsideAccept;
    this.thresholds = thresholds;
    this.reports = reports;
    this.pollNanos = pollNanos;
    stallFromNanos = Math.max(STALL_MIN_NANOS, thresholds.warnWaitNanos() / 2);
    this.sink = sink;
  }

  /**
   * @param nowNanos System.nanoTime, read just before
   */
  public void poll(long nowNanos) {
    long sinceLastPollNanos = polledBefore ? nowNanos - lastPollNanos : 0;
    long lateNanos = sinceLastPollNanos - pollNanos;
    if (lateNanos >= stallFromNanos) {
      stallNanos = lateNanos;
      stallEndNanos = nowNanos;
    }
    findUnhooked(nowNanos);
    findNew();
    forgetIgnored();
    long overflows = readCounters();
    slowAccepts.drain(this::keepSlow);
    for (ListenerWatch watch : watches.values()) {
      pollOne(watch, nowNanos, sinceLastPollNanos, overflows);
    }
    lastPollNanos = nowNanos;
    polledBefore = true;
  }

  /** Whether there is any listener to look at. */
  public boolean watchesAny() {
    return !watches.isEmpty();
  }

  @Override
  public List<ListenerFigures> listeners() {
    List<ListenerFigures> figures = new ArrayList<>();
    synchronized (closed) {
      for (ListenerWatch watch : watches.values()) {
        figures.add(watch.figures(false));
      }
      figures.addAll(closed);
      closed.clear();
    }
    return figures;
  }

  @Override
  public NamespaceCounters namespace() {
    return counters;
  }

  /**
   * Listeners opened before the hook was there, or past it (by native code, or where another agent
   * has taken the hook out).
   */
  private void findUnhooked(long nowNanos) {
    if (polledBefore && nowNanos - lookedForUnhookedNanos < UNHOOKED_EVERY_NANOS) {
      return;
    }
    lookedForUnhookedNanos = nowNanos;
    for (int fd : probe.listening()) {
      listeners.enterUnseen(fd, probe.identity(fd));
    }
  }

  private void findNew() {
    for (Listener found = listeners.nextFound(); found != null; found = listeners.nextFound()) {
      LocalAddress address = probe.localAddress(found.fd());
      if (address == null || !portWanted.test(address.port())) {
        found.ignore();
        ignored.add(found);
        continue;
      }
      ListenerWatch watch = new ListenerWatch(found, address, thresholds, () -> ++incidents);
      if (!probe.read(found.fd(), found.identity(), watch.reading)) {
        // Closed already, and the address just read may be another socket's.
        listeners.remove(found);
        continue;
      }
      watch.baseline();
      if (watches.isEmpty()) {
        counters = probe.counters();
      }
      watches.put(found, watch);
      int requested = found.requestedBacklog();
      if (watch.reading.limit >= 0 && requested > watch.reading.limit) {
        sink.report(
            reports.backlogCapped(address, requested, watch.reading.limit, probe.somaxconn()));
      }
    }
  }

  /**
   * An ignored listener stays known, since each accept would enter it anew, but no longer than the
   * application's object lives. (Its descriptor may be another socket's by now.)
   */
  private void forgetIgnored() {
    for (Iterator<Listener> each = ignored.iterator(); each.hasNext(); ) {
      Listener listener = each.next();
      if (listener.owner() == null) {
        listeners.remove(listener);
        each.remove();
      }
    }
  }

  private long readCounters() {
    NamespaceCounters before = counters;
    counters = watches.isEmpty() ? before : probe.counters();
    return before.listenOverflows() < 0 || counters.listenOverflows() < 0
        ? -1
        : counters.listenOverflows() - before.listenOverflows();
  }

  private void keepSlow(SlowAccepts.Slot slot) {
    Listener listener = slot.listener();
    ListenerWatch watch = listener == null ? null : watches.get(listener);
    if (watch == null) {
      return;
    }
    boolean clientKnown = slot.client().port != 0;
    watch.slow.add(
        new SlowAccept(
            watch.address,
            slot.acceptedNanos(),
            AcceptedReading.waitMillis(slot.reading()),
            AcceptedReading.synAckRetransmits(slot.reading()),
            AcceptedReading.clientGone(slot.reading()),
            clientKnown ? slot.client().address() : null,
            clientKnown ? slot.client().port : -1,
            slot.client().queueLength,
            slot.client().queueLimit,
            NO_INCIDENT));
  }

  private void pollOne(
      ListenerWatch watch, long nowNanos, long sinceLastPollNanos, long overflows) {
    Listener listener = watch.listener;
    long acceptedBefore = listener.accepted();
    watch.reading.clear();
    if (listener.displaced() || !probe.read(listener.fd(), listener.identity(), watch.reading)) {
      forget(watch);
      return;
    }
    Observation seen = watch.observe(nowNanos, sinceLastPollNanos, acceptedBefore, overflows);
    if (watch.becameUnseen()) {
      sink.report(reports.notHooked(watch.address));
    }
    boolean suspect = watch.tracker.isSuspect(seen);
    if (suspect) {
      lookAtAcceptor(watch, nowNanos);
    }
    Change change = watch.tracker.observe(seen);
    if (change != null) {
      tell(watch, change, seen);
    }
    tellSlow(watch, change != null || watch.tracker.isOpen() ? watch.tracker.id() : NO_INCIDENT);
    if (!suspect && !watch.tracker.isOpen()) {
      watch.tally.clear();
    }
    Object owner = listener.owner();
    watch.publish(sinceLastPollNanos, owner != null && waitsInsideAccept.test(owner));
  }

  private void lookAtAcceptor(ListenerWatch watch, long nowNanos) {
    Thread acceptor = watch.listener.acceptor();
    if (acceptor != null) {
      watch.tally.add(nowNanos, acceptors.sample(acceptor));
    }
  }

  private void tell(ListenerWatch watch, Change change, Observation seen) {
    Incident incident = watch.tracker.incident(seen);
    // What was told stays; but what was told before anyone had looked may be known by now.
    boolean told = watch.verdict().statement() != null;
    Diagnosis diagnosis =
        change == Change.RECOVERED && told
            ? watch.verdict()
            : watch.tally.diagnosis(stallWithin(incident, seen.nowNanos));
    watch.verdict(diagnosis);
    if (change == Change.RECOVERED) {
      watch.countIncident();
    }
    sink.report(reports.of(watch.address, change, incident, diagnosis));
  }

  private void tellSlow(ListenerWatch watch, long incident) {
    for (SlowAccept accept : watch.slow) {
      sink.slowAccept(accept.in(incident));
    }
    watch.slow.clear();
  }

  /** How long the sampler was late, if that accounts for most of the trouble so far; else 0. */
  private long stallWithin(Incident incident, long nowNanos) {
    boolean overlaps = stallNanos > 0 && stallEndNanos - incident.startNanos() > 0;
    long troubleNanos = nowNanos - incident.startNanos();
    return overlaps && 2 * stallNanos >= troubleNanos ? stallNanos : 0;
  }

  private void forget(ListenerWatch watch) {
    listeners.remove(watch.listener);
    tellSlow(watch, watch.tracker.isOpen() ? watch.tracker.id() : NO_INCIDENT);
    if (watch.tracker.isOpen()) {
      Incident incident = watch.tracker.incident(watch.observation);
      sink.report(reports.closed(watch.address, incident, watch.verdict()));
      watch.countIncident();
    }
    synchronized (closed) {
      // At once, or an export in between would miss it, or see it twice.
      watches.remove(watch.listener);
      if (closed.size() < CLOSED_MAX) {
        closed.add(watch.figures(true));
      }
    }
  }
}
