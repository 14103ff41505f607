package io.acceptlag.core;

import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Answers;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.JettyThreads;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.KernelSetting;
import io.acceptlag.core.handshake.RefusedClients;
import io.acceptlag.core.handshake.SynQueueTracker;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueues;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.IncidentTracker.Change;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.KernelCounter;
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
import java.util.function.Consumer;
import java.util.function.IntPredicate;

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

  /** Judging costs more than a poll, and a verdict need not be fresher than this. */
  private static final long JUDGE_EVERY_NANOS = 1_000_000_000;

  /** The longer it lasts the less will a second more or less matter. */
  private static final int JUDGEMENTS_WITHIN_ITS_AGE = 2;

  private static final long JUDGE_EVERY_MAX_NANOS = 10_000_000_000L;

  /** It reads a file that grows with the connections of the whole network namespace. */
  private static final long COUNT_EVERY_NANOS = 10_000_000_000L;

  /** So many polls show where a thread is stuck; from there on a few looks are enough. */
  private static final int POLLS_OF_CLOSE_LOOKS = 30;

  private static final int POLLS_BETWEEN_LATER_LOOKS = 5;

  /**
   * Where more listeners are in trouble they take turns after that, one a poll: up to Java 18 each
   * look stops all threads.
   */
  private static final int LOOKS_OUT_OF_TURN = 3;

  private static final long CHECK_EVERY_NANOS = 1_000_000_000;

  /** It reads a list that grows with the listeners of the whole network namespace. */
  private static final long UNHOOKED_EVERY_NANOS = 5_000_000_000L;

  /** It walks the table of all connections of the network namespace. */
  private static final long LOOK_EVERY_NANOS = 5_000_000_000L;

  /**
   * While polls follow one another as they should, the thread has neither waited for a CPU for
   * longer nor worked: in ten of them, up to the next complete reading, for less than 10 ms. No
   * trouble is as short as that.
   */
  private static final long LATE_AT_ALL_NANOS = 1_000_000;

  /** For /proc/stat the kernel adds up the interrupts of all CPUs. */
  private static final long READ_ALL_EVERY_NANOS = 1_000_000_000;

  /**
   * While all is well: they are a thousand numbers for each CPU, which the kernel adds up and
   * prints. A listener that drops something has them read at once.
   */
  private static final long COUNTERS_EVERY_NANOS = 1_000_000_000;

  /**
   * For so long they are read at each poll after some listener of the namespace has overflowed,
   * perhaps another process's: the shorter the time from one reading to the next, the less is taken
   * for an overflow of ours.
   */
  private static final long OVERFLOWS_LATELY_NANOS = 10_000_000_000L;

  private final Listeners listeners;
  private final SlowAccepts slowAccepts;
  private final ListenerProbe probe;
  private final HandshakeProbe handshakes;
  private final SynQueues synQueues;
  private final AcceptorProbe acceptors;
  private final IntPredicate portWanted;
  private final HostProbe hostProbe;
  private final Thresholds thresholds;
  private final Reports reports;
  private final HostHistory host = new HostHistory();
  private final HostReading hostReading = new HostReading();
  private final long pollNanos;
  private final boolean fromStart;
  private final ReportSink sink;

  // Made once, not at each poll.
  private final Consumer<SlowAccepts.Slot> keepSlow = this::keepSlow;
  private final SynQueues.Told<ListenerWatch> tellSynQueue = this::tellSynQueue;

  private final Map<Listener, ListenerWatch> watches = new ConcurrentHashMap<>();

  /** The same, as an array: walking the map was dearer than reading a listener. */
  private ListenerWatch[] polled = {};

  private boolean watchesChanged;
  private final List<ListenerFigures> closed = new ArrayList<>();
  private final List<Listener> ignored = new ArrayList<>();
  private volatile NamespaceCounters counters = NamespaceCounters.UNKNOWN;
  private long lastPollNanos;
  private long lookedForUnhookedNanos;
  private long readAllNanos;
  private long countedAllNanos;
  private long overflowedNanos;
  private boolean overflowedLately;
  private long checkedNanos;
  private boolean checking;

  /** Whether the namespace's counters have been read before the listeners of this poll. */
  private boolean counting;

  /** Whether some listener was in trouble at the last poll, or near it. */
  private boolean troubled;

  private boolean polledBefore;
  private long incidents;
  private long polls;
  private int suspects;
  private int suspectsBefore;

  /**
   * @param pollNanos from one poll to the next, if nothing comes between
   * @param fromStart whether the application began no earlier than we did
   */
  public Sampler(
      Listeners listeners,
      SlowAccepts slowAccepts,
      ListenerProbe probe,
      HandshakeProbe handshakes,
      AcceptorProbe acceptors,
      HostProbe hostProbe,
      IntPredicate portWanted,
      Thresholds thresholds,
      Reports reports,
      long pollNanos,
      boolean fromStart,
      ReportSink sink) {
    this.listeners = listeners;
    this.slowAccepts = slowAccepts;
    this.probe = probe;
    this.handshakes = handshakes;
    synQueues = new SynQueues(handshakes);
    this.acceptors = acceptors;
    this.portWanted = portWanted;
    this.hostProbe = hostProbe;
    this.thresholds = thresholds;
    this.reports = reports;
    this.pollNanos = pollNanos;
    this.fromStart = fromStart;
    this.sink = sink;
  }

  /**
   * @param nowNanos System.nanoTime, read just before
   * @param lateNanos by how much it comes later than it should
   */
  public void poll(long nowNanos, long lateNanos) {
    long sinceLastPollNanos = polledBefore ? nowNanos - lastPollNanos : 0;
    polls++;
    suspectsBefore = suspects;
    suspects = 0;
    readHost(nowNanos, lateNanos);
    findUnhooked(nowNanos);
    counting = readCounters(nowNanos);
    checking = !polledBefore || nowNanos - checkedNanos >= CHECK_EVERY_NANOS;
    if (checking) {
      checkedNanos = nowNanos;
    }
    findNew(nowNanos);
    forgetIgnored();
    slowAccepts.drain(keepSlow);
    if (watchesChanged) {
      polled = watches.values().toArray(new ListenerWatch[0]);
      watchesChanged = false;
    }
    for (ListenerWatch watch : polled) {
      pollOne(watch, nowNanos, sinceLastPollNanos);
    }
    if (counting) {
      synQueues.poll(nowNanos, counters, watches.values(), tellSynQueue);
      for (ListenerWatch watch : polled) {
        watch.forgetDrops();
      }
    }
    lastPollNanos = nowNanos;
    polledBefore = true;
  }

  /** Whether they were read. */
  private boolean readCounters(long nowNanos) {
    overflowedLately &= nowNanos - overflowedNanos < OVERFLOWS_LATELY_NANOS;
    boolean due =
        troubled || overflowedLately || nowNanos - countedAllNanos >= COUNTERS_EVERY_NANOS;
    troubled = false;
    if (!due || watches.isEmpty()) {
      return false;
    }
    countedAllNanos = nowNanos;
    count(nowNanos);
    return true;
  }

  private void count(long nowNanos) {
    long before = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    counters = probe.counters();
    if (before >= 0 && counters.total(KernelCounter.LISTEN_OVERFLOWS) != before) {
      overflowedLately = true;
      overflowedNanos = nowNanos;
    }
  }

  private void tellSynQueue(
      ListenerWatch watch, SynQueueTracker.Change change, SynQueueTrouble trouble) {
    boolean overflowing = watch.tracker.isOpen() && watch.tracker.overflowed();
    sink.report(reports.synQueue(watch.address, change, trouble, overflowing));
  }

  private void readHost(long nowNanos, long lateNanos) {
    boolean all =
        !polledBefore
            || nowNanos - readAllNanos >= READ_ALL_EVERY_NANOS
            || lateNanos >= HostHistory.LATE_MIN_NANOS;
    if (all) {
      readAllNanos = nowNanos;
    }
    hostReading.clear();
    boolean late = nowNanos - lastPollNanos >= pollNanos + LATE_AT_ALL_NANOS;
    hostProbe.read(hostReading, late, all);
    host.add(nowNanos, lateNanos, hostReading);
  }

  /** Whether there is any listener to look at. */
  public boolean watchesAny() {
    return !watches.isEmpty();
  }

  /** Whether a listener has been seen to accept, be it closed since. */
  public boolean hasAccepted() {
    for (ListenerWatch watch : watches.values()) {
      if (watch.hasAccepted()) {
        return true;
      }
    }
    synchronized (closed) {
      for (ListenerFigures figures : closed) {
        if (figures.accepted > 0) {
          return true;
        }
      }
    }
    return false;
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
      listeners.enterUnseen(fd, probe.identity(fd), fromStart && !polledBefore);
    }
  }

  private void findNew(long nowNanos) {
    for (Listener found = listeners.nextFound(); found != null; found = listeners.nextFound()) {
      try {
        watch(found, nowNanos);
      } catch (OutOfMemoryError e) {
        listeners.findAgain(found);
        throw e;
      }
    }
  }

  private void watch(Listener found, long nowNanos) {
    LocalAddress address = probe.localAddress(found.fd());
    if (address == null || !portWanted.test(address.port())) {
      found.ignore();
      ignored.add(found);
      return;
    }
    ListenerWatch watch =
        new ListenerWatch(found, address, thresholds, () -> ++incidents, nowNanos);
    if (!probe.read(found.fd(), found.identity(), true, watch.reading)) {
      // Closed already, and the address just read may be another socket's.
      listeners.remove(found);
      return;
    }
    if (watches.isEmpty()) {
      count(nowNanos);
      counting = true;
    }
    watch.baseline(counters);
    watches.put(found, watch);
    watchesChanged = true;
    int requested = found.requestedBacklog();
    if (watch.reading.limit >= 0 && requested > watch.reading.limit) {
      sink.report(reports.backlogCapped(address, requested, watch.reading.limit, somaxconn()));
    }
  }

  /**
   * An ignored listener stays known, since each accept would enter it anew, but no longer than the
   * application's object lives. (Its descriptor may be another socket's by now.)
   */
  private void forgetIgnored() {
    if (ignored.isEmpty()) {
      return;
    }
    for (Iterator<Listener> each = ignored.iterator(); each.hasNext(); ) {
      Listener listener = each.next();
      if (listener.owner() == null) {
        listeners.remove(listener);
        each.remove();
      }
    }
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
            slot.client().handshakeMillis > 0 ? slot.client().handshakeMillis : -1,
            AcceptedReading.clientGone(slot.reading()),
            clientKnown ? slot.client().address() : null,
            clientKnown ? slot.client().port : -1,
            slot.client().queueLength,
            slot.client().queueLimit,
            NO_INCIDENT));
  }

  private void pollOne(ListenerWatch watch, long nowNanos, long sinceLastPollNanos) {
    Listener listener = watch.listener;
    watch.countAccepted();
    if (listener.displaced() || !read(watch)) {
      forget(watch);
      return;
    }
    if (!counting && watch.staysIdle(nowNanos)) {
      return;
    }
    if (watch.droppedUnexplained(counters.total(KernelCounter.LISTEN_OVERFLOWS))) {
      // The kernel counts an overflow before the listener's drop (tcp_conn_request), and the
      // counters may have been read before this one came.
      count(nowNanos);
      // Whatever else is in them is found at the next poll, with the drops of all listeners.
      troubled = true;
    }
    Observation seen = watch.observe(nowNanos, sinceLastPollNanos, counters);
    if (watch.becameUnseen()) {
      sink.report(reports.notHooked(watch.address));
    }
    boolean suspect = watch.tracker.isSuspect(seen);
    if (suspect) {
      suspects++;
      lookAtAcceptor(watch, nowNanos);
    }
    watch.addTraffic(!suspect && !watch.tracker.isOpen());
    Change change = watch.tracker.observe(seen);
    if (change != null) {
      tell(watch, change, seen);
    } else if (watch.tracker.isOpen()) {
      judgeAgain(watch, seen, suspect);
    }
    tellSlow(watch, change != null || watch.tracker.isOpen() ? watch.tracker.id() : NO_INCIDENT);
    if (suspect || watch.tracker.isOpen()) {
      troubled = true;
    } else {
      watch.tally.clear();
    }
    Object owner = listener.owner();
    watch.publish(sinceLastPollNanos, owner != null && acceptors.waitsInsideAccept(owner));
    watch.lookAround();
  }

  /**
   * Whether it still is that listener. Of one with which nothing happens that is asked now and then
   * only: another that has its descriptor meanwhile reads the same. So are its drops, as often as
   * the namespace's, with which they are compared. That saves two system calls of three.
   */
  private boolean read(ListenerWatch watch) {
    Listener listener = watch.listener;
    boolean drops = counting || !watch.isQuiet();
    watch.reading.clear(drops);
    long identity = checking ? listener.identity() : 0;
    if (!probe.read(listener.fd(), identity, drops, watch.reading)) {
      return false;
    }
    // After the reading, which then was of this very listener: it cannot come back once gone.
    return checking
        || !watch.tellsAnything()
        || listener.identity() == 0
        || listener.identity() == probe.identity(listener.fd());
  }

  private void lookAtAcceptor(ListenerWatch watch, long nowNanos) {
    Thread acceptor = watch.listener.acceptor();
    // Incidents have numbers that follow one another, and so have their turns.
    if (acceptor != null && (polls + watch.tracker.id()) % pollsBetweenLooks(watch.tally) == 0) {
      watch.tally.add(nowNanos, acceptors.sample(acceptor));
    }
  }

  private int pollsBetweenLooks(AcceptorTally tally) {
    if (tally.looks() < LOOKS_OUT_OF_TURN) {
      return 1;
    }
    int turns = Math.max(1, suspectsBefore);
    boolean close = tally.looks() * turns < POLLS_OF_CLOSE_LOOKS;
    return close ? turns : POLLS_BETWEEN_LATER_LOOKS * turns;
  }

  private void tell(ListenerWatch watch, Change change, Observation seen) {
    if (watch.toldIncident != watch.tracker.id()) {
      watch.waiting = null;
      watch.lookedWhoWaits = false;
    }
    if (change != Change.RECOVERED) {
      lookWhoWaits(watch, seen);
    }
    Incident incident = watch.tracker.incident(seen);
    boolean first = watch.toldIncident != incident.id();
    if (first) {
      watch.rivalCause = "";
      watch.connections = Connections.UNKNOWN;
    }
    boolean told = !first && !watch.verdict().cause().equals(Diagnosis.UNKNOWN);
    // What was told stays; but what was not known then may be by now.
    Diagnosis now =
        change == Change.RECOVERED && told ? watch.verdict() : judge(watch, incident, seen);
    tell(
        watch,
        change,
        seen,
        incident,
        told && now.cause().equals(Diagnosis.UNKNOWN) ? watch.verdict() : now);
  }

  private void tell(
      ListenerWatch watch, Change change, Observation seen, Incident incident, Diagnosis verdict) {
    Diagnosis diagnosis = Causes.withHarm(verdict, incident.abandoned());
    if (watch.toldIncident != incident.id()) {
      watch.toldIncident = incident.id();
      watch.openedNanos = seen.nowNanos;
    }
    watch.verdict(diagnosis);
    watch.judgedNanos = seen.nowNanos;
    if (change == Change.RECOVERED) {
      watch.countIncident();
    }
    sink.report(
        reports.of(
            watch.address,
            change,
            incident,
            diagnosis,
            change == Change.RECOVERED ? null : watch.waiting,
            change == Change.OVERFLOWED && incident.overflows() > 0
                ? RefusedClients.fate(handshakes.settings(), handshakes.kernel())
                : ""));
  }

  /** The kernel knows the age of what waits, and from where it came. */
  private void lookWhoWaits(ListenerWatch watch, Observation seen) {
    if (!watch.lookedWhoWaits || seen.nowNanos - watch.lookedWhoWaitsNanos >= LOOK_EVERY_NANOS) {
      watch.lookedWhoWaits = true;
      watch.lookedWhoWaitsNanos = seen.nowNanos;
      watch.acceptedWhenLooked = watch.listener.accepted();
      watch.waiting = handshakes.waiting(watch.address.port());
    }
    // As long as nothing is accepted, the oldest stays the oldest.
    if (watch.waiting != null
        && watch.waiting.oldestMillis() > 0
        && seen.length > 0
        && watch.acceptedWhenLooked == watch.listener.accepted()
        && !sharesPort(watch)) {
      long sinceNanos = seen.nowNanos - watch.lookedWhoWaitsNanos;
      long oldestNanos = watch.waiting.oldestMillis() * 1_000_000 + sinceNanos;
      seen.oldestNanos = Math.max(seen.oldestNanos, oldestNanos);
    }
  }

  /** The kernel's list does not tell which of them a connection waits for. */
  private boolean sharesPort(ListenerWatch watch) {
    for (ListenerWatch other : watches.values()) {
      if (other != watch && other.address.port() == watch.address.port()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first verdict may have been too early, or the cause another one by now. That is said once
   * in an incident, when it has shown twice: verdicts that come and go would tell nothing.
   */
  private void judgeAgain(ListenerWatch watch, Observation seen, boolean suspect) {
    Incident incident = watch.tracker.incident(seen);
    // The first line fails where there is no memory for it.
    boolean nothingTold =
        watch.toldIncident != incident.id() || watch.verdict().cause().equals(Diagnosis.UNKNOWN);
    if (!isDue(watch, seen.nowNanos, suspect, nothingTold)) {
      return;
    }
    watch.judgedNanos = seen.nowNanos;
    Diagnosis now = judge(watch, incident, seen);
    boolean known = !now.cause().equals(Diagnosis.UNKNOWN);
    if (nothingTold) {
      if (known) {
        tell(watch, Change.STILL_OPEN, seen, incident, now);
      }
      return;
    }
    boolean differs = known && !now.cause().equals(watch.verdict().cause());
    if (differs && now.cause().equals(watch.rivalCause)) {
      watch.correctedIncident = incident.id();
      tell(watch, Change.STILL_OPEN, seen, incident, now);
    }
    watch.rivalCause = differs ? now.cause() : "";
  }

  private static boolean isDue(
      ListenerWatch watch, long nowNanos, boolean suspect, boolean nothingTold) {
    long ageNanos = nowNanos - watch.openedNanos;
    long sinceNanos = nowNanos - watch.judgedNanos;
    if (nothingTold && ageNanos < JUDGE_EVERY_NANOS) {
      // A burst may have been met before its acceptor could do anything, and be over by now.
      return 2 * sinceNanos >= ageNanos;
    }
    long everyNanos =
        Math.max(
            JUDGE_EVERY_NANOS,
            Math.min(ageNanos / JUDGEMENTS_WITHIN_ITS_AGE, JUDGE_EVERY_MAX_NANOS));
    return suspect && watch.correctedIncident != watch.tracker.id() && sinceNanos >= everyNanos;
  }

  private Diagnosis judge(ListenerWatch watch, Incident incident, Observation seen) {
    try {
      Evidence evidence = evidence(watch, incident, seen);
      Diagnosis diagnosis = judgeBy(evidence, watch, seen.nowNanos);
      sink.judged(watch.address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // Why is lost; that it is slow must be told all the same.
      return Diagnosis.NONE;
    }
  }

  private Evidence evidence(ListenerWatch watch, Incident incident, Observation seen) {
    Evidence evidence = watch.evidence(incident, seen);
    hostReading.clear();
    hostProbe.read(hostReading, true, true);
    evidence.host = host.since(incident.startNanos(), watch.reading.readNanos, hostReading);
    evidence.descriptors = hostProbe.descriptors();
    WaitingClients waiting = watch.waiting;
    evidence.openConnections = waiting != null && waiting.complete() ? waiting.accepted() : -1;
    evidence.somaxconn = evidence.overflowed ? somaxconn() : -1;
    evidence.loaded = new Answers(hostProbe::hasLoaded);
    Object owner = watch.listener.owner();
    evidence.asynchronous = owner != null && acceptors.isAsynchronous(owner);
    evidence.blocking = owner != null && acceptors.waitsInsideAccept(owner);
    String pool =
        evidence.acceptor == null
            ? null
            : Workers.prefixOf(evidence.acceptor.sample().threadName(), evidence.asynchronous);
    if (pool != null) {
      evidence.workers = Workers.of(acceptors.pool(pool));
    }
    if (!evidence.everAccepted && hostProbe.hasLoaded(JettyThreads.ACCEPTOR_CLASS)) {
      evidence.jettyThreads = JettyThreads.of(acceptors.all());
    }
    return evidence;
  }

  private int somaxconn() {
    return handshakes.settings().number(KernelSetting.SOMAXCONN);
  }

  private Diagnosis judgeBy(Evidence evidence, ListenerWatch watch, long nowNanos) {
    Diagnosis diagnosis = Causes.judge(evidence);
    if (diagnosis.cause().equals(Causes.CONNECTION_LIMIT)) {
      evidence.figures = hostProbe.figures(watch.address.port());
      evidence.connections = connections(watch, nowNanos, evidence.figures.connections());
      diagnosis = Causes.judge(evidence);
    }
    return diagnosis;
  }

  /**
   * @param own the server's own count of them, or -1
   */
  private Connections connections(ListenerWatch watch, long nowNanos, int own) {
    boolean old = nowNanos - watch.countedNanos >= COUNT_EVERY_NANOS;
    if (!watch.connections.known() || own != watch.ownCount || old) {
      watch.countedNanos = nowNanos;
      watch.ownCount = own;
      watch.connections = hostProbe.connections(watch.address.port(), this::listensAt);
    }
    return watch.connections;
  }

  private boolean listensAt(int port) {
    for (ListenerWatch watch : watches.values()) {
      if (watch.address.port() == port) {
        return true;
      }
    }
    return false;
  }

  private void tellSlow(ListenerWatch watch, long incident) {
    if (watch.slow.isEmpty()) {
      return;
    }
    for (SlowAccept accept : watch.slow) {
      sink.slowAccept(accept.in(incident));
    }
    watch.slow.clear();
  }

  private void forget(ListenerWatch watch) {
    listeners.remove(watch.listener);
    tellSlow(watch, watch.tracker.isOpen() ? watch.tracker.id() : NO_INCIDENT);
    if (watch.tracker.isOpen()) {
      Incident incident = watch.tracker.incident(watch.observation);
      Diagnosis diagnosis = Causes.withHarm(watch.verdict(), incident.abandoned());
      sink.report(reports.closed(watch.address, incident, diagnosis));
      watch.countIncident();
    }
    synchronized (closed) {
      // At once, or an export in between would miss it, or see it twice.
      watches.remove(watch.listener);
      watchesChanged = true;
      if (closed.size() < CLOSED_MAX) {
        closed.add(watch.figures(true));
      }
    }
  }
}
