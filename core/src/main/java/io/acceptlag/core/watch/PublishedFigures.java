package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.unserved.FirstReads;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one listener that other threads read. Only the sampler writes them, so each count
 * is kept in a plain field beside the volatile one that shows it.
 */
final class PublishedFigures {
  /** Ten seconds, as a rule. */
  private static final int WINDOW_LOOKS = 100;

  private final Listener listener;
  private final LocalAddress address;

  // Added up by the sampler.
  private long saturatedNanos;
  private long dropsBefore;
  private long looks;
  private long looksOutsideAccept;
  private long windowLooks;
  private long windowLooksOutside;

  private @Nullable AcceptorTally sampled;

  // Read by other threads.
  private volatile int queueLength = -1;
  private volatile int queueLimit = -1;
  private volatile long oldestMillis = -1;
  private volatile long drops = -1;
  private volatile boolean acceptsUnseen;
  private volatile long saturatedMillis = -1;
  private volatile long unserved = -1;

  /** Null if no incident is open, or none was reported. */
  private volatile @Nullable CauseId openIncident;

  private volatile @Nullable CauseId openUnserved;

  /** Null if it is not known when connections are read. */
  private volatile @Nullable FirstReads firstReads;

  private volatile long looksShown;
  private volatile long looksOutsideAcceptShown;

  /** Busy share in the last full window; NaN before there was one. */
  private volatile double recentBusy = Double.NaN;

  /** Copied when it changes, so that a reader needs no lock. */
  private volatile Map<CauseId, Long> incidentsByCause = new EnumMap<>(CauseId.class);

  // As they were when last taken; guarded by the lock of those who take them.
  private long looksTaken;
  private long looksOutsideAcceptTaken;

  PublishedFigures(Listener listener, LocalAddress address) {
    this.listener = listener;
    this.address = address;
  }

  /**
   * @param oldestMillis -1 if it is not known
   */
  void publish(QueueReading reading, long oldestMillis, long sinceLastNanos) {
    queueLength = reading.length;
    queueLimit = reading.limit;
    this.oldestMillis = oldestMillis;
    if (reading.drops >= 0 && reading.drops < dropsBefore) {
      // The kernel's 32 bits have wrapped.
      dropsBefore = 0;
    }
    drops = reading.drops < 0 ? -1 : reading.drops - dropsBefore;
    if (reading.limit >= 0 && reading.length >= 0) {
      saturatedNanos += reading.length > reading.limit ? sinceLastNanos : 0;
      saturatedMillis = saturatedNanos / 1_000_000;
    }
  }

  /** What it had dropped before it was watched. */
  void publishDropsFrom(long before) {
    dropsBefore = Math.max(0, before);
  }

  /** The application has called listen() again, with another backlog. */
  void publishLimit(int limit) {
    queueLimit = limit;
    saturatedMillis = limit < 0 ? saturatedMillis : Math.max(0, saturatedMillis);
  }

  /** Connections leave the queue past the hook, so neither waits nor ages can be known. */
  void publishUnseen(boolean unseen) {
    acceptsUnseen = unseen;
  }

  void publishFirstReads(@Nullable FirstReads reads) {
    firstReads = reads;
  }

  /** Connections accepted that nobody has read; -1 if it is not known. */
  void publishUnserved(long connections) {
    unserved = connections;
  }

  /**
   * @param cause that was reported of the open incident; null when the incident is over
   */
  void publishIncident(@Nullable CauseId cause) {
    openIncident = cause;
    // While this one is open it has the other's trouble.
    openUnserved = null;
  }

  /** The same for an incident behind accept. */
  void publishUnservedIncident(@Nullable CauseId cause) {
    openUnserved = cause;
  }

  /** Whether the acceptor was where it waits for connections. */
  void publishLook(boolean insideAccept) {
    looksShown = ++looks;
    if (!insideAccept) {
      looksOutsideAcceptShown = ++looksOutsideAccept;
    }
    if (++windowLooks == WINDOW_LOOKS) {
      recentBusy = (double) (looksOutsideAccept - windowLooksOutside) / WINDOW_LOOKS;
      windowLooksOutside = looksOutsideAccept;
      windowLooks = 0;
    }
  }

  /** Publishes what the sampler has seen of the acceptor. */
  void publishSampled(AcceptorTally samples) {
    sampled = samples;
  }

  /** Null if the acceptor was not sampled since the last call. */
  @Nullable AcceptorTally takeSampled() {
    AcceptorTally taken = sampled;
    sampled = null;
    return taken;
  }

  /** Null where it is not known when connections are read. */
  @Nullable FirstReads firstReads() {
    return firstReads;
  }

  long unserved() {
    return unserved;
  }

  boolean seesAccepts() {
    return !acceptsUnseen;
  }

  long looks() {
    return looks;
  }

  long looksOutsideAccept() {
    return looksOutsideAccept;
  }

  /**
   * Counts an incident when it ends, because a counter cannot take back a cause that was named too
   * early.
   */
  void countIncident(CauseId cause) {
    Map<CauseId, Long> counts = new EnumMap<>(CauseId.class);
    counts.putAll(incidentsByCause);
    // Not Long::sum: to box for it, Java 8 calls String.format (MethodReferencesTest).
    counts.merge(cause == CauseId.PENDING ? CauseId.UNKNOWN : cause, 1L, (a, b) -> a + b);
    incidentsByCause = counts;
  }

  /** Whether connections wait to be accepted. */
  boolean anyWaits() {
    return queueLength > 0;
  }

  /** Seen or not. */
  boolean hasAccepted() {
    return listener.accepted() > 0 || acceptsUnseen;
  }

  /** The figures as they are now; acceptorBusy is the share since they were last taken. */
  ListenerFigures take() {
    return read().acceptorBusy(takeBusy()).build();
  }

  /** The figures as they are now; acceptorBusy is the share of the last full window. */
  ListenerFigures peek() {
    return read().acceptorBusy(recentBusy).build();
  }

  /** The last figures of a listener that is gone. */
  ListenerFigures takeLast() {
    return read().buildClosed();
  }

  private ListenerFigures.Builder read() {
    WaitHistogram histogram = listener.waits();
    long[] waits = new long[WaitHistogram.BUCKETS];
    histogram.copyTo(waits);
    FirstReads reads = firstReads;
    ListenerFigures.Builder figures = new ListenerFigures.Builder(address);
    if (reads != null && listener.hooked() && !acceptsUnseen) {
      figures.firstReads(reads.counts(), reads.sumMillis()).unserved(unserved);
    }
    return figures
        .waits(waits, histogram.sumMillis())
        .queue(queueLength, queueLimit)
        .oldestMillis(oldestMillis)
        .saturatedMillis(saturatedMillis)
        .accepted(listener.hooked() && !acceptsUnseen ? listener.accepted() : -1)
        .abandoned(listener.goneClients().all())
        .handshakeDelayed(listener.handshakeDelayed())
        .drops(drops)
        .openIncidents(openIncident, openUnserved)
        .incidentsByCause(incidentsByCause);
  }

  private double takeBusy() {
    // A poll may come between the two reads; its sample then counts in the next share.
    long outside = looksOutsideAcceptShown - looksOutsideAcceptTaken;
    long all = looksShown - looksTaken;
    looksOutsideAcceptTaken += outside;
    looksTaken += all;
    return all == 0 ? Double.NaN : Math.min(1, (double) outside / all);
  }
}
