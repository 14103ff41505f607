package io.acceptlag.core.watch;

import io.acceptlag.core.episode.Change;
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
  private final Listener listener;
  private final LocalAddress address;
  private final PublishedFigures published;
  private final BooleanSupplier waitsToo;
  private final BehindAccept behind;
  private final SampledConnections sample;
  private final UnservedTracker tracker;
  private final ServingInvestigation investigation;
  private long nextWalkNanos;

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
      BooleanSupplier waitsToo,
      BehindAccept behind,
      UnservedTracker tracker,
      ServingInvestigation investigation,
      long nowNanos) {
    this.listener = listener;
    this.address = address;
    this.published = published;
    this.waitsToo = waitsToo;
    this.behind = behind;
    this.tracker = tracker;
    this.investigation = investigation;
    sample =
        new SampledConnections(
            arriving, behind.probe(), address.port(), behind.warnNanos(), nowNanos);
    sample.tell(
        (acceptedNanos, dataNanos, readNanos) ->
            behind.read(
                new FirstRead(address, acceptedNanos, dataNanos, readNanos, tracker.openId())));
  }

  Listener listener() {
    return listener;
  }

  int port() {
    return address.port();
  }

  /** Whether its connections are counted, now and then. */
  boolean isCounted() {
    return tracker.isOpen() || published.unservedBeside() > 0;
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

  void poll(long nowNanos) {
    if (!sample.poll(nowNanos) && !tracker.isOpen()) {
      published.unservedBeside(0);
      return;
    }
    boolean beside = waitsToo.getAsBoolean();
    Change change = tracker.observe(nowNanos, sample, !beside);
    if (tracker.isOpen()) {
      count(nowNanos, change == Change.OPENED);
      published.unservedBeside(beside ? tracker.trouble(sample).unserved() : 0);
    } else {
      countBeside(nowNanos, beside && sample.anyOverdueTwice());
    }
    if (change == Change.ENDED) {
      published.publishUnserved(0);
    }
    if (tracker.isOpen() || change == Change.ENDED) {
      // The lines of the accept queue's incident have this count, too, so it is not told twice.
      follow(beside && change == Change.STILL_OPEN ? Change.NOTHING : change, nowNanos);
    }
  }

  /** Follows the incident. Its case is made here if there was no memory for it when it opened. */
  private void follow(Change change, long nowNanos) {
    UnservedCase present = current;
    if (present == null) {
      present = behind.open(address, sample, investigation, published, nowNanos);
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
      published.unservedBeside(0);
      return;
    }
    boolean first = published.unservedBeside() == 0;
    if (first) {
      nextWalkNanos = nowNanos;
      published.unservedBeside(sample.unserved());
    }
    if (isDue(first, nowNanos)) {
      UnservedCount counted = walk(nowNanos);
      published.unservedBeside(
          Math.max(sample.unserved(), counted == null ? 0 : counted.unserved()));
    }
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
      tracker.counted(walk(nowNanos), nowNanos);
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
    published.publishFirstReads(null);
  }

  private void end() {
    listener.endSample();
    published.publishUnserved(-1);
  }
}
