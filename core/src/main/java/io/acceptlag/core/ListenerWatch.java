package io.acceptlag.core;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Traffic;
import io.acceptlag.core.handshake.SynQueueTracker;
import io.acceptlag.core.handshake.SynQueues;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.IncidentTracker;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.QueueAge;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.incident.UnseenAccepts;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.SlowAccept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the sampler keeps of one listener between polls. Written by the sampler alone; the volatile
 * figures are also read by whoever exports metrics.
 */
final class ListenerWatch implements SynQueues.Queue {
  private static final long NOT_READ = -1;
  private static final long LATELY_NANOS = 150_000_000;

  /**
   * Before this a listener that no hook has seen is not said to stand still: connections that
   * nobody counts may come and go between the polls. Still, one that the agent was attached to too
   * late may well be stuck.
   */
  private static final long UNHOOKED_AGE_MIN_NANOS = 1_000_000_000;

  final Listener listener;
  final LocalAddress address;
  final IncidentTracker tracker;
  final QueueAge age = new QueueAge();
  final UnseenAccepts unseenAccepts = new UnseenAccepts();
  final AcceptorTally tally = new AcceptorTally();
  private final Traffic traffic = new Traffic();
  final QueueReading reading = new QueueReading();
  final Observation observation = new Observation();

  /** Slow accepts drained for this poll, in the order they were published. */
  final List<SlowAccept> slow = new ArrayList<>();

  /** When this listener's trouble was last judged. */
  long judgedNanos;

  /** A cause other than the one told, as the last judgement had it; empty if it was the same. */
  String rivalCause = "";

  /** The incident whose cause has been corrected. */
  long correctedIncident = -1;

  /** The incident that was told last, and when for the first time. */
  long toldIncident = -1;

  long openedNanos;

  /** How many connections there were when they were last counted, and when that was. */
  Connections connections = Connections.UNKNOWN;

  long countedNanos;

  /** Who waited when the kernel was last asked, and when that was. */
  @Nullable WaitingClients waiting;

  boolean lookedWhoWaits;
  long lookedWhoWaitsNanos;
  long acceptedWhenLooked;

  /** What the server itself counted then. */
  int ownCount = -1;

  private final SynQueueTracker synQueue;
  private final long foundNanos;
  private long delayedBefore;
  private long abandonedBefore;

  /** Packets refused for want of room so far. */
  private long refused;

  /** Packets dropped since {@link #forgetDrops}. */
  private long droppedLately;

  private int lengthBefore;
  private long accepted;
  private long acceptedWhenObserved;

  /** Whether it has stayed idle since it was last observed, and when it was last seen so. */
  private boolean idleSinceObserved;

  private long idleNanos;
  private boolean becameUnseen;
  private boolean blocking;

  /** Connections have left the queue of a listener that no hook has seen. */
  private boolean fellUncounted;

  private long dropsBefore = NOT_READ;
  private long overflowsBefore = NOT_READ;
  private long cookiesBefore = NOT_READ;
  private Diagnosis verdict = Diagnosis.NONE;

  /** Connections leave the queue past the hook, so neither waits nor ages can be known. */
  private volatile boolean acceptsUnseen;

  private volatile int queueLength = -1;
  private volatile int queueLimit = -1;
  private volatile long oldestMillis = -1;
  private volatile long drops = -1;
  private final AtomicLong saturatedNanos = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final AtomicLong looksOutsideAccept = new AtomicLong();

  /** Copied when it changes, so that a reader needs no lock. */
  private volatile Map<String, Long> incidentsByCause = new HashMap<>();

  ListenerWatch(
      Listener listener,
      LocalAddress address,
      Thresholds thresholds,
      LongSupplier incidentIds,
      long foundNanos) {
    this.foundNanos = foundNanos;
    this.listener = listener;
    this.address = address;
    tracker = new IncidentTracker(thresholds, incidentIds, listener.waits());
    synQueue = new SynQueueTracker(thresholds.repeatNanos());
  }

  /**
   * What the first reading tells of earlier than now is not this agent's to report.
   *
   * @param counters of the namespace so far
   */
  void baseline(NamespaceCounters counters) {
    dropsBefore = reading.drops;
    overflowsBefore = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    cookiesBefore = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
  }

  /**
   * Counts the connections taken so far, if there are more. It is done before the queue is read, so
   * that the sum of both is never too large.
   */
  void countAccepted() {
    // To add them up takes fifty reads.
    if (listener.takeAcceptedLately()) {
      accepted = listener.accepted();
    }
  }

  /**
   * Whether nothing has been accepted since the last poll, which found nothing waiting: so its
   * queue can hardly have overflowed meanwhile, since only accept() would have emptied it. If
   * accepts are counted late, or not at all, what it dropped is found with the next counters.
   */
  boolean isQuiet() {
    return listener.hooked()
        && !acceptsUnseen
        && accepted == acceptedWhenObserved
        && queueLength == 0
        && slow.isEmpty()
        && !tracker.isOpen();
  }

  /**
   * Whether the reading just made says that nothing has happened since the last poll, nor had
   * before: then nothing else need be looked at. With a thousand listeners that are idle, a poll is
   * what it has to fetch from memory.
   */
  boolean staysIdle(long nowNanos) {
    boolean idle = isQuiet() && reading.length == 0;
    if (idle) {
      if (queueLimit != reading.limit) {
        // The application has listened once more, with another backlog.
        queueLimit = reading.limit;
      }
      idleSinceObserved = true;
      idleNanos = nowNanos;
      lookAround();
    }
    return idle;
  }

  /** Whether the reading just made differs from the last one, or from that of an empty queue. */
  boolean tellsAnything() {
    return reading.length != 0 || reading.drops != dropsBefore || reading.limit != queueLimit;
  }

  /** Whether the reading just made has drops that no overflow of the namespace goes with. */
  boolean droppedUnexplained(long overflows) {
    return reading.drops >= 0 && reading.drops != dropsBefore && overflows == overflowsBefore;
  }

  /**
   * Turns the reading just made into what the tracker wants to see.
   *
   * @param counters of the namespace so far, read no later than the drops unless {@link
   *     #droppedUnexplained}
   */
  Observation observe(long nowNanos, long sinceLastPollNanos, NamespaceCounters counters) {
    if (idleSinceObserved) {
      // Or what comes now would seem to have come little by little.
      idleSinceObserved = false;
      traffic.add(idleNanos, acceptedWhenObserved, 0, refused, true);
    }
    acceptedWhenObserved = accepted;
    observation.nowNanos = nowNanos;
    observation.accepted = accepted;
    observation.length = reading.length;
    observation.limit = reading.limit;
    boolean unseenBefore = acceptsUnseen;
    acceptsUnseen = unseenAccepts.observe(nowNanos, accepted, reading.length);
    becameUnseen = acceptsUnseen && !unseenBefore;
    observation.oldestNanos = oldestNanos(nowNanos);
    long delayed = listener.delayed();
    observation.delayed = delayed - delayedBefore;
    delayedBefore = delayed;
    long abandoned = listener.abandoned();
    observation.abandoned = abandoned - abandonedBefore;
    abandonedBefore = abandoned;
    observation.longestWaitMillis = listener.takeLongestWaitMillis();
    long overflows = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    observation.overflows = since(overflowsBefore, overflows);
    overflowsBefore = overflows;
    long cookies = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
    observation.cookies = since(cookiesBefore, cookies);
    cookiesBefore = cookies;
    observation.drops = dropsSinceLastPoll();
    refused += observation.refused();
    droppedLately += Math.max(0, observation.drops);
    // The oldest arrived between the poll that first saw it and the one before that.
    observation.troubleSinceNanos =
        observation.oldestNanos > 0 || reading.length > 0
            ? nowNanos - observation.oldestNanos - sinceLastPollNanos
            : nowNanos;
    long longestNanos = observation.longestWaitMillis * 1_000_000;
    if (nowNanos - longestNanos - observation.troubleSinceNanos < 0) {
      observation.troubleSinceNanos = nowNanos - longestNanos;
    }
    for (SlowAccept accept : slow) {
      if (accept.arrivalNanos() - observation.troubleSinceNanos < 0) {
        observation.troubleSinceNanos = accept.arrivalNanos();
      }
    }
    return observation;
  }

  private long oldestNanos(long nowNanos) {
    if (acceptsUnseen) {
      return 0;
    }
    boolean fell = reading.length < lengthBefore;
    lengthBefore = reading.length;
    if (!listener.hooked() && fell) {
      fellUncounted = true;
      age.clear();
    }
    // To ask how many were accepted is to add up fifty figures.
    long acceptedAfter = reading.length > 0 ? listener.accepted() : accepted;
    long oldest = age.observe(nowNanos, reading.readNanos, accepted, reading.length, acceptedAfter);
    return listener.hooked() || oldest >= UNHOOKED_AGE_MIN_NANOS ? oldest : 0;
  }

  /**
   * Keeps how many came, by what the observation just made saw.
   *
   * @param calm whether what comes now is usual
   */
  void addTraffic(boolean calm) {
    traffic.add(observation.nowNanos, accepted, observation.length, refused, calm);
  }

  /** Seen or not. */
  boolean hasAccepted() {
    return listener.accepted() > 0 || acceptsUnseen;
  }

  /** Whether this poll has made it certain that accepts are not seen. */
  boolean becameUnseen() {
    return becameUnseen;
  }

  private static long since(long before, long now) {
    return before < 0 || now < 0 ? -1 : now - before;
  }

  private long dropsSinceLastPoll() {
    long before = dropsBefore;
    dropsBefore = reading.drops;
    // The kernel's count is 32 bits wide and wraps.
    return before < 0 || reading.drops < 0 ? -1 : (reading.drops - before) & 0xffff_ffffL;
  }

  /**
   * @param waitsInAccept whether the acceptor waits inside accept() itself; one that waits in a
   *     selector is not seen doing so
   */
  void publish(long sinceLastPollNanos, boolean waitsInAccept) {
    blocking = waitsInAccept;
    queueLength = reading.length;
    queueLimit = reading.limit;
    oldestMillis = reading.length < 0 || acceptsUnseen ? -1 : observation.oldestNanos / 1_000_000;
    drops = reading.drops;
    if (reading.limit >= 0 && reading.length > reading.limit) {
      saturatedNanos.addAndGet(sinceLastPollNanos);
    }
  }

  /** Whether the acceptor is where it waits for connections. */
  void lookAround() {
    if (blocking) {
      looks.incrementAndGet();
      if (!listener.insideAccept()) {
        looksOutsideAccept.incrementAndGet();
      }
    }
  }

  @Override
  public LocalAddress address() {
    return address;
  }

  @Override
  public boolean isAcceptQueueFull() {
    return reading.limit >= 0 && reading.length > reading.limit;
  }

  @Override
  public int queueLimit() {
    return reading.limit;
  }

  @Override
  public long drops() {
    return observation.drops < 0 ? -1 : droppedLately;
  }

  /** They have been looked at. */
  void forgetDrops() {
    droppedLately = 0;
  }

  @Override
  public SynQueueTracker tracker() {
    return synQueue;
  }

  /** What this listener's own figures tell of its trouble. */
  Evidence evidence(Incident incident, Observation seen) {
    Evidence evidence = new Evidence();
    evidence.troubleNanos = Math.max(0, seen.nowNanos - incident.startNanos());
    evidence.overflowed = incident.overflowed();
    evidence.length = seen.length;
    evidence.limit = seen.limit;
    evidence.requestedBacklog = listener.requestedBacklog();
    evidence.oldestMillis = incident.oldestMillis();
    evidence.waitMaxMillis = incident.waitMaxMillis();
    evidence.acceptor = tally.view();
    evidence.acceptedPerSecond = traffic.acceptedPerSecond(incident.startNanos(), seen.nowNanos);
    // About when trouble was last seen: long after it nothing need be accepted any more.
    long endNanos = incident.endNanos();
    evidence.acceptedLatelyPerSecond =
        traffic.acceptedPerSecond(
            endNanos - LATELY_NANOS, Math.min(seen.nowNanos, endNanos + LATELY_NANOS));
    evidence.peakPerSecond = traffic.peakPerSecond(incident.startNanos());
    evidence.usualPerSecond = traffic.usualPerSecond();
    evidence.knownNanos = Math.max(0, seen.nowNanos - foundNanos);
    // Of a listener that no hook has seen, nobody knows, unless it has long been watched.
    boolean watched = listener.expected() && evidence.knownNanos >= UNHOOKED_AGE_MIN_NANOS;
    evidence.everAccepted =
        !(listener.hooked() || (watched && !fellUncounted))
            || listener.accepted() > 0
            || listener.acceptor() != null;
    evidence.unseen = acceptsUnseen;
    return evidence;
  }

  /** The incident's cause as the sinks were last told. */
  void verdict(Diagnosis told) {
    verdict = told;
  }

  /** Counted once, when it ends: a counter cannot take back a cause that was named too early. */
  void countIncident() {
    Map<String, Long> counts = new HashMap<>(incidentsByCause);
    // No Long::sum: to box for it Java 8 calls String.format (MethodReferencesTest).
    counts.merge(verdict.cause(), 1L, (a, b) -> a + b);
    incidentsByCause = counts;
  }

  Diagnosis verdict() {
    return verdict;
  }

  ListenerFigures figures(boolean closed) {
    WaitHistogram histogram = listener.waits();
    long[] waits = new long[WaitHistogram.BUCKETS];
    histogram.copyTo(waits);
    long seen = looks.getAndSet(0);
    long outside = looksOutsideAccept.getAndSet(0);
    return new ListenerFigures(
        address,
        waits,
        histogram.sumMillis(),
        closed ? -1 : queueLength,
        closed ? -1 : queueLimit,
        closed ? -1 : oldestMillis,
        saturatedNanos.get() / 1_000_000,
        listener.hooked() && !acceptsUnseen ? listener.accepted() : -1,
        listener.abandoned(),
        listener.handshakeDelayed(),
        drops,
        seen == 0 || closed ? Double.NaN : (double) outside / seen,
        incidentsByCause,
        closed);
  }
}
