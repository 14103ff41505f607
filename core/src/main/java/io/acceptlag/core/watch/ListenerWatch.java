package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.SynQueueTracker;
import io.acceptlag.core.handshake.SynQueues;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.incident.UnseenAccepts;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.report.SlowAccept;
import org.jspecify.annotations.Nullable;

/**
 * One listener from poll to poll: reads it, and turns what was read into an {@link Observation}.
 * Only the sampler's thread uses it; {@link #published} is for the others.
 */
final class ListenerWatch implements SynQueues.Queue {
  private final Listener listener;
  private final LocalAddress address;
  private final PublishedFigures published;
  private final Casebook cases;
  private final SynQueueTracker synQueue;
  private final Reporter reporter;
  private final OldestWait oldest;
  private final FirstAccept firstAccept;
  private final AcceptCounts counts;
  private final AcceptorLooks looks;
  private final UnseenAccepts unseenAccepts = new UnseenAccepts();
  private final Arrivals arrivals = new Arrivals();
  private final QueueReading reading = new QueueReading();
  private final Observation observation = new Observation();
  private final SlowBatch slow = new SlowBatch();
  private final Drops drops = new Drops();
  private final MostQueued mostQueued;

  private long accepted;

  /** Whether connections leave past the hook, so that neither waits nor ages can be known. */
  private boolean acceptsUnseen;

  private boolean becameUnseen;

  // As they were when it was observed last.
  private long acceptedBefore;
  private int lengthBefore = -1;
  private int limitBefore = -1;

  /** Whether an incident was open at the last poll; kept, so that an idle poll need not ask. */
  private boolean openBefore;

  /** Whether the listener has stayed idle since it was last observed. */
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
    oldest = new OldestWait(listener);
    firstAccept = new FirstAccept(listener, oldest, foundNanos);
    counts = new AcceptCounts(listener);
    mostQueued = new MostQueued(listener);
    looks = new AcceptorLooks(listener, published);
  }

  Listener listener() {
    return listener;
  }

  PublishedFigures published() {
    return published;
  }

  /** Reads the queue for the first time. False if it cannot be read: it may be closed already. */
  boolean readFirst(ListenerProbe probe, HandshakeProbe handshakes, long nowNanos) {
    boolean read = probe.read(listener.fd(), listener.identity(), true, reading);
    oldest.foundWith(reading, address.port(), handshakes, nowNanos);
    return read;
  }

  /**
   * Sets what was dropped before the first reading, which is not reported unless the listener is
   * new. After a restart with many clients waiting, most drops come before any poll.
   *
   * @param earlier counters of the namespace from before the listener came, if known
   * @param counters as they are now
   */
  void baseline(long nowNanos, NamespaceCounters earlier, NamespaceCounters counters) {
    boolean known = listener.binding().isSeen() && Drops.isKnown(earlier);
    drops.baseline(known ? 0 : reading.drops, known ? earlier : counters);
    published.publishDropsFrom(known ? 0 : reading.drops);
    if (!known && reading.drops > 0) {
      arrivals.foundRefusing(nowNanos);
    }
  }

  /**
   * Reads the queue. False if the descriptor is no longer this listener's. While nothing happens
   * that is checked only now and then, because another idle listener with the descriptor would read
   * the same. The drops are read only as often as those of the namespace, with which they are
   * compared. That saves two system calls of three.
   *
   * @param checking whether to check the listener's identity in any case
   * @param counted whether the namespace's counters were read in this poll
   */
  boolean read(ListenerProbe probe, boolean checking, boolean counted) {
    countAccepted();
    if (listener.displaced()) {
      return false;
    }
    boolean readsDrops = counted || !isQuiet();
    long droppedBefore = reading.drops;
    reading.clear(readsDrops);
    long identity = checking ? listener.identity() : 0;
    if (!probe.read(listener.fd(), identity, readsDrops, reading)) {
      return false;
    }
    // Checked after the reading, which then was of this listener: it cannot come back once gone.
    return checking
        || !tellsAnything(droppedBefore)
        || listener.identity() == 0
        || listener.identity() == probe.identity(listener.fd());
  }

  /**
   * Counts the connections accepted so far, if there are more. This comes before the queue is read,
   * so that the sum of both is never too large.
   */
  private void countAccepted() {
    // Adding them up takes fifty reads, so it is done only if there are any.
    if (listener.takeAcceptedLately()) {
      accepted = listener.accepted();
    }
  }

  /**
   * Whether nothing has been accepted since the last poll, which found nothing waiting. Then the
   * queue can hardly have overflowed meanwhile, because only accept() could have emptied it. If
   * accepts are counted late, or not at all, its drops are found with the next counters.
   */
  private boolean isQuiet() {
    return countsAccepts()
        && accepted == acceptedBefore
        && lengthBefore == 0
        && slow.isEmpty()
        && !openBefore;
  }

  /** Whether the reading differs from the last one, or shows a queue that is not empty. */
  private boolean tellsAnything(long droppedBefore) {
    return reading.length != 0 || reading.drops != droppedBefore || reading.limit != limitBefore;
  }

  /**
   * Whether nothing has happened at this poll or the last one. Then nothing else need be read. With
   * a thousand idle listeners, the cost of a poll is what it fetches from memory.
   */
  boolean staysIdle(long nowNanos) {
    boolean idle = isQuiet() && reading.length == 0;
    if (idle) {
      if (limitBefore != reading.limit) {
        // The application has called listen() again, with another backlog.
        limitBefore = reading.limit;
        published.publishLimit(reading.limit);
      }
      idleSinceObserved = true;
      idleNanos = nowNanos;
      looks.look();
    }
    return idle;
  }

  /** Whether the reading just made has drops that no overflow of the namespace explains. */
  boolean droppedUnexplained(NamespaceCounters counters) {
    return drops.unexplained(reading.drops, counters);
  }

  /**
   * Turns the reading just made into an observation for the tracker.
   *
   * @param standstillNanos for how long the process stood still before it
   * @param counters of the namespace so far, read no later than the drops unless {@link
   *     #droppedUnexplained}
   */
  Observation observe(
      long nowNanos, long standstillNanos, long sinceLastPollNanos, NamespaceCounters counters) {
    if (idleSinceObserved) {
      // Otherwise what arrives now would seem to have arrived gradually.
      idleSinceObserved = false;
      arrivals.idle(idleNanos, acceptedBefore, drops.refused());
    }
    acceptedBefore = accepted;
    observation.nowNanos = nowNanos;
    observation.accepted = accepted;
    observation.length = reading.length;
    observation.limit = reading.limit;
    observation.standstillNanos = standstillNanos;
    observation.wasFull = limitBefore >= 0 && lengthBefore > limitBefore;
    noticeUnseen(nowNanos);
    firstAccept.observe(nowNanos, reading.length, accepted);
    observation.oldestNanos = acceptsUnseen ? 0 : oldest.observe(nowNanos, reading, accepted);
    counts.observe(observation);
    observation.neverFull =
        mostQueued.wasNeverFull(reading, accepted, !acceptsUnseen, drops.differ(reading.drops));
    drops.observe(reading.drops, counters, observation);
    observation.troubleSinceNanos =
        slow.earliest(observation.earliestArrivalNanos(sinceLastPollNanos));
    return observation;
  }

  private boolean countsAccepts() {
    return listener.hooked() && !acceptsUnseen;
  }

  private void noticeUnseen(long nowNanos) {
    boolean unseen = unseenAccepts.observe(nowNanos, accepted, reading.length);
    becameUnseen = unseen && !acceptsUnseen;
    if (unseen != acceptsUnseen) {
      acceptsUnseen = unseen;
      published.publishUnseen(unseen);
    }
  }

  /** Whether it became certain at this poll that accepts are not seen. */
  boolean becameUnseen() {
    return becameUnseen;
  }

  void keepSlow(SlowAccept accept) {
    slow.add(accept);
  }

  /**
   * Acts on the observation just made.
   *
   * @return whether the listener is in trouble, or near it
   */
  boolean follow(Observation seen) {
    arrivals.burst(seen, reading.readNanos, cases.troubleBegins(seen));
    cases.look(seen);
    arrivals.traffic(seen, drops.refused(), cases.isCalm());
    // Set until the outcome is known, because following may fail for lack of memory.
    openBefore = true;
    long incident = cases.follow(seen, this);
    openBefore = cases.isOpen();
    slow.handTo(reporter, incident);
    return !cases.isCalm();
  }

  void publish(long sinceLastPollNanos, AcceptorProbe acceptors) {
    lengthBefore = reading.length;
    limitBefore = reading.limit;
    boolean ageKnown = reading.length >= 0 && !acceptsUnseen;
    published.publish(
        reading, ageKnown ? observation.oldestNanos / 1_000_000 : -1, sinceLastPollNanos);
    looks.choose(acceptors);
    looks.look();
  }

  /** The listener is gone, with clients or without. Reports what was not reported yet. */
  void close(@Nullable Closing harm) {
    slow.handTo(reporter, cases.openIncident());
    cases.close(observation, harm);
  }

  /** The connections that waited at the last poll; negative where that is not known. */
  int lastLength() {
    return lengthBefore;
  }

  boolean isInIncident() {
    return openBefore;
  }

  /** System.nanoTime after it was read. */
  long readNanos() {
    return reading.readNanos;
  }

  /** Adds what this listener's own figures say of its trouble. */
  void describe(Incident incident, Observation seen, Evidence.Builder evidence) {
    evidence.troubleNanos = Math.max(0, seen.nowNanos - incident.startNanos());
    evidence.overflowed = incident.overflowed();
    evidence.length = seen.length;
    evidence.limit = seen.limit;
    evidence.requestedBacklog = listener.requestedBacklog();
    evidence.oldestMillis = incident.oldestMillis();
    evidence.waitMaxMillis = incident.waitMaxMillis();
    arrivals.describe(incident, seen.nowNanos, countsAccepts(), evidence);
    firstAccept.describe(incident, seen.nowNanos, evidence);
    evidence.unseen = acceptsUnseen;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  @Override
  public boolean overflowsNow() {
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
    return observation.drops < 0 ? -1 : drops.lately();
  }

  /** Forgets the recent drops, once the counters have been compared with them. */
  void forgetDrops() {
    drops.forgetLately();
  }

  @Override
  public SynQueueTracker tracker() {
    return synQueue;
  }
}
