package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Traffic;
import io.acceptlag.core.handshake.SynQueueTracker;
import io.acceptlag.core.handshake.SynQueues;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.QueueAge;
import io.acceptlag.core.incident.UnseenAccepts;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.report.SlowAccept;
import java.util.ArrayList;
import java.util.List;

/**
 * One listener from poll to poll: reads it, and turns what was read into an {@link Observation}.
 * For the sampler's thread; what others may see is {@link #published}.
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

  private final Listener listener;
  private final LocalAddress address;
  private final PublishedFigures published;
  private final Casebook cases;
  private final SynQueueTracker synQueue;
  private final Reporter reporter;
  private final long foundNanos;
  private final QueueAge age = new QueueAge();
  private final UnseenAccepts unseenAccepts = new UnseenAccepts();
  private final Traffic traffic = new Traffic();
  private final QueueReading reading = new QueueReading();
  private final Observation observation = new Observation();

  /** Slow accepts drained for this poll, in the order they were published. */
  private final List<SlowAccept> slow = new ArrayList<>();

  /** Connections taken so far. */
  private long accepted;

  /** Packets refused because the queue was full, so far. */
  private long refused;

  /** Packets dropped since {@link #forgetDrops}. */
  private long droppedLately;

  /** Connections leave the queue past the hook, so neither waits nor ages can be known. */
  private boolean acceptsUnseen;

  private boolean becameUnseen;

  /** Connections have left the queue of a listener that no hook has seen. */
  private boolean fellUncounted;

  /**
   * The acceptor waits inside accept() itself; one that waits in a selector is not seen waiting.
   */
  private boolean blocking;

  // As they were when it was observed last.
  private long acceptedBefore;
  private int lengthBefore = -1;
  private int limitBefore = -1;
  private long delayedBefore;
  private long abandonedBefore;
  private long dropsBefore = NOT_READ;
  private long overflowsBefore = NOT_READ;
  private long cookiesBefore = NOT_READ;

  /** The length at the last poll at which its age was asked for. */
  private int agedLength;

  /** Whether it has stayed idle since it was last observed, and when it was last seen so. */
  private boolean idleSinceObserved;

  private long idleNanos;

  ListenerWatch(
      Listener listener,
      LocalAddress address,
      PublishedFigures published,
      Casebook cases,
      SynQueueTracker synQueue,
      Reporter reporter,
      long foundNanos) {
    this.listener = listener;
    this.address = address;
    this.published = published;
    this.cases = cases;
    this.synQueue = synQueue;
    this.reporter = reporter;
    this.foundNanos = foundNanos;
  }

  Listener listener() {
    return listener;
  }

  PublishedFigures published() {
    return published;
  }

  /**
   * What the first reading tells of earlier than now is not this agent's to report. False if it is
   * closed already.
   */
  boolean readFirst(ListenerProbe probe) {
    boolean open = probe.read(listener.fd(), listener.identity(), true, reading);
    dropsBefore = reading.drops;
    return open;
  }

  /**
   * @param counters of the namespace so far
   */
  void baseline(NamespaceCounters counters) {
    overflowsBefore = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    cookiesBefore = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
  }

  /**
   * Reads the queue. False if it is that listener's no more. Of one with which nothing happens that
   * is asked now and then only: another that has its descriptor meanwhile reads the same. So are
   * its drops, as often as the namespace's, with which they are compared. That saves two system
   * calls of three.
   *
   * @param checking whether to ask in any case
   * @param counted whether the namespace's counters were read in this poll
   */
  boolean read(ListenerProbe probe, boolean checking, boolean counted) {
    countAccepted();
    if (listener.displaced()) {
      return false;
    }
    boolean drops = counted || !isQuiet();
    reading.clear(drops);
    long identity = checking ? listener.identity() : 0;
    if (!probe.read(listener.fd(), identity, drops, reading)) {
      return false;
    }
    // After the reading, which then was of this very listener: it cannot come back once gone.
    return checking
        || !tellsAnything()
        || listener.identity() == 0
        || listener.identity() == probe.identity(listener.fd());
  }

  /**
   * Counts the connections taken so far, if there are more. It is done before the queue is read, so
   * that the sum of both is never too large.
   */
  private void countAccepted() {
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
  private boolean isQuiet() {
    return listener.hooked()
        && !acceptsUnseen
        && accepted == acceptedBefore
        && lengthBefore == 0
        && slow.isEmpty()
        && !cases.isOpen();
  }

  /** Whether the reading just made differs from the last one, or from that of an empty queue. */
  private boolean tellsAnything() {
    return reading.length != 0 || reading.drops != dropsBefore || reading.limit != limitBefore;
  }

  /**
   * Whether the reading just made says that nothing has happened since the last poll, nor had
   * before: then nothing else need be looked at. With a thousand listeners that are idle, a poll is
   * what it has to fetch from memory.
   */
  boolean staysIdle(long nowNanos) {
    boolean idle = isQuiet() && reading.length == 0;
    if (idle) {
      if (limitBefore != reading.limit) {
        // The application has listened once more, with another backlog.
        limitBefore = reading.limit;
        published.publishLimit(reading.limit);
      }
      idleSinceObserved = true;
      idleNanos = nowNanos;
      lookAround();
    }
    return idle;
  }

  /**
   * Whether the reading just made has drops that no overflow of the namespace goes with.
   *
   * @param counters of the namespace so far
   */
  boolean droppedUnexplained(NamespaceCounters counters) {
    return reading.drops >= 0
        && reading.drops != dropsBefore
        && counters.total(KernelCounter.LISTEN_OVERFLOWS) == overflowsBefore;
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
      traffic.add(idleNanos, acceptedBefore, 0, refused, true);
    }
    acceptedBefore = accepted;
    observation.nowNanos = nowNanos;
    observation.accepted = accepted;
    observation.length = reading.length;
    observation.limit = reading.limit;
    noticeUnseen(nowNanos);
    observation.oldestNanos = oldestNanos(nowNanos);
    observeAccepts();
    observeDrops(counters);
    observation.troubleSinceNanos = troubleSinceNanos(sinceLastPollNanos);
    return observation;
  }

  private void noticeUnseen(long nowNanos) {
    boolean unseen = unseenAccepts.observe(nowNanos, accepted, reading.length);
    becameUnseen = unseen && !acceptsUnseen;
    if (unseen != acceptsUnseen) {
      acceptsUnseen = unseen;
      published.publishUnseen(unseen);
    }
  }

  private long oldestNanos(long nowNanos) {
    if (acceptsUnseen) {
      return 0;
    }
    boolean fell = reading.length < agedLength;
    agedLength = reading.length;
    if (!listener.hooked() && fell) {
      fellUncounted = true;
      age.clear();
    }
    // To ask how many were accepted is to add up fifty figures.
    long acceptedAfter = reading.length > 0 ? listener.accepted() : accepted;
    long oldest = age.observe(nowNanos, reading.readNanos, accepted, reading.length, acceptedAfter);
    return listener.hooked() || oldest >= UNHOOKED_AGE_MIN_NANOS ? oldest : 0;
  }

  private void observeAccepts() {
    long delayed = listener.delayed();
    observation.delayed = delayed - delayedBefore;
    delayedBefore = delayed;
    long abandoned = listener.abandoned();
    observation.abandoned = abandoned - abandonedBefore;
    abandonedBefore = abandoned;
    observation.longestWaitMillis = listener.takeLongestWaitMillis();
  }

  private void observeDrops(NamespaceCounters counters) {
    long overflows = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    observation.overflows = since(overflowsBefore, overflows);
    overflowsBefore = overflows;
    long cookies = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
    observation.cookies = since(cookiesBefore, cookies);
    cookiesBefore = cookies;
    long drops = since(dropsBefore, reading.drops);
    // The kernel's count is 32 bits wide and wraps.
    observation.drops = dropsBefore < 0 || reading.drops < 0 ? -1 : drops & 0xffff_ffffL;
    dropsBefore = reading.drops;
    refused += observation.refused();
    droppedLately += Math.max(0, observation.drops);
  }

  private static long since(long before, long now) {
    return before < 0 || now < 0 ? -1 : now - before;
  }

  private long troubleSinceNanos(long sinceLastPollNanos) {
    long nowNanos = observation.nowNanos;
    // The oldest arrived between the poll that first saw it and the one before that.
    long sinceNanos =
        observation.oldestNanos > 0 || reading.length > 0
            ? nowNanos - observation.oldestNanos - sinceLastPollNanos
            : nowNanos;
    long longestNanos = observation.longestWaitMillis * 1_000_000;
    if (nowNanos - longestNanos - sinceNanos < 0) {
      sinceNanos = nowNanos - longestNanos;
    }
    for (SlowAccept accept : slow) {
      if (accept.arrivalNanos() - sinceNanos < 0) {
        sinceNanos = accept.arrivalNanos();
      }
    }
    return sinceNanos;
  }

  /** Whether this poll has made it certain that accepts are not seen. */
  boolean becameUnseen() {
    return becameUnseen;
  }

  void keepSlow(SlowAccept accept) {
    slow.add(accept);
  }

  /**
   * What comes of the observation just made.
   *
   * @return whether it is in trouble, or near it
   */
  boolean follow(Observation seen) {
    cases.look(seen);
    traffic.add(seen.nowNanos, accepted, seen.length, refused, cases.isCalm());
    reportSlow(cases.follow(seen, this));
    return !cases.isCalm();
  }

  private void reportSlow(long incident) {
    if (slow.isEmpty()) {
      return;
    }
    for (SlowAccept accept : slow) {
      reporter.slowAccept(accept.in(incident));
    }
    slow.clear();
  }

  void publish(long sinceLastPollNanos, AcceptorProbe acceptors) {
    lengthBefore = reading.length;
    limitBefore = reading.limit;
    boolean ageKnown = reading.length >= 0 && !acceptsUnseen;
    published.publish(
        reading, ageKnown ? observation.oldestNanos / 1_000_000 : -1, sinceLastPollNanos);
    Object owner = listener.owner();
    blocking = owner != null && acceptors.waitsInsideAccept(owner);
    lookAround();
  }

  /** Whether the acceptor is where it waits for connections. */
  private void lookAround() {
    if (blocking) {
      published.publishLook(listener.insideAccept());
    }
  }

  /** It is gone; what was not told yet is told now. */
  void close() {
    reportSlow(cases.openIncident());
    cases.close(observation);
  }

  /** System.nanoTime after it was read. */
  long readNanos() {
    return reading.readNanos;
  }

  /** What this listener's own figures tell of its trouble. */
  void describe(Incident incident, Observation seen, Evidence.Builder evidence) {
    evidence.troubleNanos = Math.max(0, seen.nowNanos - incident.startNanos());
    evidence.overflowed = incident.overflowed();
    evidence.length = seen.length;
    evidence.limit = seen.limit;
    evidence.requestedBacklog = listener.requestedBacklog();
    evidence.oldestMillis = incident.oldestMillis();
    evidence.waitMaxMillis = incident.waitMaxMillis();
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
  }

  /** Whether an incident is open in which clients were turned away. */
  boolean overflowsNow() {
    return cases.overflowsNow();
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
}
