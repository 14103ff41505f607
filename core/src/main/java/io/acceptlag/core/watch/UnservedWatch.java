package io.acceptlag.core.watch;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.OpenRequests;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.AcceptedSample;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.unserved.SampledConnections;
import io.acceptlag.core.unserved.Unserved;
import io.acceptlag.core.unserved.UnservedCount;
import io.acceptlag.core.unserved.UnservedTracker;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What becomes of one listener's connections once they are accepted, from poll to poll. */
final class UnservedWatch {
  private static final long REQUESTS_KEPT_NANOS = 5_000_000_000L;

  private final Listener listener;
  private final LocalAddress address;
  private final PublishedFigures published;
  private final BothQueues both;
  private final BooleanSupplier waitsToo;
  private final BehindAccept behind;
  private final SampledConnections sample;
  private final UnservedTracker tracker;
  private final ServingInvestigation investigation;
  private long nextWalkNanos;

  // What a judgement of the accept queue was last told.
  private OpenRequests requests = OpenRequests.UNKNOWN;
  private long requestsNanos;
  private boolean requestsAsked;

  /** Null while no incident is open. */
  private @Nullable UnservedCase current;

  /**
   * @param waitsToo whether the listener has an incident of its accept queue
   */
  UnservedWatch(
      Listener listener,
      AcceptedSample arriving,
      LocalAddress address,
      PublishedFigures published,
      BothQueues both,
      BooleanSupplier waitsToo,
      BehindAccept behind,
      UnservedTracker tracker,
      ServingInvestigation investigation,
      long nowNanos) {
    this.listener = listener;
    this.address = address;
    this.published = published;
    this.both = both;
    this.waitsToo = waitsToo;
    this.behind = behind;
    this.tracker = tracker;
    this.investigation = investigation;
    sample =
        new SampledConnections(
            arriving, behind.probe(), address.port(), behind.warnNanos(), nowNanos);
    both.looksBehind(
        this::requests,
        () -> investigation.serving(sample.descriptors(BehindAccept.UNREAD_MILLIS * 1_000_000)));
    sample.tell(
        (acceptedNanos, dataNanos, readNanos) ->
            behind.read(
                new FirstRead(address, acceptedNanos, dataNanos, readNanos, openIncident())));
  }

  Listener listener() {
    return listener;
  }

  int port() {
    return address.port();
  }

  /** Whether its connections are counted, now and then. */
  boolean isCounted() {
    return tracker.isOpen() || both.unserved() > 0;
  }

  void warnFrom(long nanos) {
    sample.overdueFrom(nanos);
    tracker.warnFrom(nanos);
  }

  /**
   * @param late whether some may have been accepted before anybody saw it
   */
  void begin(boolean late, long nowNanos) {
    if (late) {
      sample.begin(nowNanos);
    }
    published.publishFirstReads(sample.reads());
    published.publishUnserved(0);
  }

  void poll(long polledNanos) {
    boolean any = sample.poll(polledNanos);
    // The process may have been stopped in the midst of that.
    long nowNanos = sample.readNanos();
    if (!any && !tracker.isOpen()) {
      countBeside(nowNanos, false);
      return;
    }
    investigation.observe(nowNanos);
    if (waitsToo.getAsBoolean()) {
      handOver(nowNanos);
      countBeside(nowNanos, sample.anyOverdueTwice());
      return;
    }
    countBeside(nowNanos, false);
    Change change = tracker.observe(nowNanos, sample);
    if (tracker.isOpen()) {
      count(nowNanos, change == Change.OPENED);
    } else if (change == Change.ENDED) {
      both.endsBehind();
      published.publishUnserved(0);
    }
    if (tracker.isOpen() || change == Change.ENDED) {
      follow(change, nowNanos);
    }
    if (tracker.isOpen()) {
      Unserved trouble = tracker.trouble(sample);
      both.goesOnBehind(trouble.startNanos(), trouble.unserved(), trouble.most());
    }
  }

  /** The accept queue has an incident, too. From now on its lines say what there is to say. */
  private void handOver(long nowNanos) {
    if (tracker.isOpen()) {
      both.endsBehind();
      if (both.unserved() == 0) {
        published.publishUnserved(0);
      }
      tracker.handOver(nowNanos);
      current = null;
    }
  }

  /** The incident that has these connections, or {@link BothQueues#NO_INCIDENT}. */
  private long openIncident() {
    return tracker.isOpen()
        ? tracker.id()
        : waitsToo.getAsBoolean() ? both.takenOver() : BothQueues.NO_INCIDENT;
  }

  /** Follows the incident. Its case is made here if there was no memory for it when it opened. */
  private void follow(Change change, long nowNanos) {
    UnservedCase present = current;
    if (present == null) {
      present = behind.open(address, sample, investigation, published, both, nowNanos);
      current = present;
    }
    present.follow(change, tracker.trouble(sample), nowNanos);
    if (change == Change.ENDED) {
      current = null;
    }
  }

  /** Counts them for an incident of the accept queue, whose line says how many there are. */
  private void countBeside(long nowNanos, boolean any) {
    if (!any) {
      if (both.unserved() > 0) {
        both.unserved(0);
        published.publishUnserved(0);
      }
      return;
    }
    boolean first = both.unserved() == 0;
    if (first) {
      nextWalkNanos = nowNanos;
      published.publishUnserved(-1);
    }
    both.unserved(Math.max(both.unserved(), sample.unserved()));
    if (isDue(first, nowNanos)) {
      UnservedCount counted = walk(nowNanos);
      long listed = counted == null ? 0 : counted.unserved();
      boolean exact =
          counted != null && counted.complete() && !counted.shared() && !sample.anyReset();
      both.unserved(Math.max(sample.unserved(), listed));
      published.publishUnserved(exact && listed >= sample.unserved() ? listed : -1);
    }
  }

  /** For a judgement of the accept queue. What was counted lately stands until it may be again. */
  private OpenRequests requests(long nowNanos) {
    boolean lately = requestsAsked && nowNanos - requestsNanos < REQUESTS_KEPT_NANOS;
    UnservedCount counted =
        behind.mayCount(!lately, nowNanos) ? behind.countAll(address.port(), nowNanos) : null;
    if (counted != null || !lately) {
      requests = requests(counted);
      requestsNanos = nowNanos;
      requestsAsked = true;
    }
    return requests;
  }

  private OpenRequests requests(@Nullable UnservedCount counted) {
    return counted == null || counted.shared()
        ? new OpenRequests(sample.unreadFor(BehindAccept.UNREAD_MILLIS * 1_000_000), -1)
        : new OpenRequests(
            counted.unserved() + counted.kept(), counted.complete() ? counted.unanswered() : -1);
  }

  private boolean isDue(boolean first, long nowNanos) {
    return nowNanos - nextWalkNanos >= 0 && behind.mayCount(first, nowNanos);
  }

  private @Nullable UnservedCount walk(long nowNanos) {
    UnservedCount counted = behind.count(address.port(), nowNanos);
    nextWalkNanos = nowNanos + behind.countEveryNanos(counted == null ? 0 : counted.costNanos());
    return counted;
  }

  private void count(long nowNanos, boolean first) {
    nextWalkNanos = first ? nowNanos : nextWalkNanos;
    if (isDue(first, nowNanos)) {
      UnservedCount counted = walk(nowNanos);
      tracker.counted(counted, nowNanos);
      // Another listener of the port may have what the sample lacks.
      if (counted != null && !counted.shared() && counted.unserved() > sample.unserved()) {
        sample.refill(nowNanos);
      }
    }
    Unserved trouble = tracker.trouble(sample);
    published.publishUnserved(trouble.exact() && !trouble.shared() ? trouble.unserved() : -1);
  }

  /** The listener is gone, perhaps during an incident. */
  void close() {
    end();
    UnservedCase open = current;
    if (tracker.isOpen() && open != null) {
      open.close(tracker.trouble(sample));
    }
  }

  /** Stops watching, because the kernel does not say what is unread. */
  void giveUp() {
    end();
    both.endsBehind();
    both.unserved(0);
    both.looksBehind(nowNanos -> OpenRequests.UNKNOWN, () -> Serving.UNKNOWN);
    published.publishUnservedIncident(null);
    published.publishFirstReads(null);
  }

  private void end() {
    listener.endSample();
    published.publishUnserved(-1);
  }
}
