package io.acceptlag.core.watch;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueues;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.Period;
import java.util.Collection;

/**
 * The counters of the network namespace: when they are read, and whose SYN queue they show to be
 * full. {@link #counters} may be called on any thread.
 */
final class NamespaceWatch {
  private final ListenerProbe probe;
  private final SynQueues synQueues;
  private final Reporter reporter;

  // Made once, not at each poll.
  private final SynQueues.Changes<ListenerWatch> report = this::report;

  private final Due due = new Due(Period.NAMESPACE_COUNTERS);

  /** Due once no listener has overflowed for a while. */
  private final Due overflowsOver = new Due(Period.OVERFLOWS_LATELY);

  private volatile NamespaceCounters counters = NamespaceCounters.UNKNOWN;

  /** The counters of the reading before the last. */
  private NamespaceCounters earlier = NamespaceCounters.UNKNOWN;

  private boolean everRead;
  private boolean read;
  private boolean expectTrouble;

  NamespaceWatch(ListenerProbe probe, HandshakeProbe handshakes, Reporter reporter) {
    this.probe = probe;
    this.reporter = reporter;
    synQueues = new SynQueues(handshakes);
  }

  NamespaceCounters counters() {
    return counters;
  }

  /**
   * The counters from before the listeners came that this poll has found; {@link
   * NamespaceCounters#UNKNOWN} if they had not been read by then.
   */
  NamespaceCounters earlier() {
    // Without a reading in this poll, the last one came before what it has found.
    return read ? earlier : counters;
  }

  /** Whether they have been read in this poll, before its listeners. */
  boolean isRead() {
    return read;
  }

  /** A listener is in trouble, or near it, so the counters are read at the next poll. */
  void expectTrouble() {
    expectTrouble = true;
  }

  /**
   * Reads the counters if due. The first time needs no listener: the first listener's drops are
   * compared with them.
   */
  void readIfDue(long nowNanos, boolean watchesAny) {
    boolean wanted = expectTrouble || !overflowsOver.is(nowNanos) || due.is(nowNanos);
    read = (watchesAny && wanted) || !everRead;
    everRead = true;
    expectTrouble = false;
    if (read) {
      due.done(nowNanos);
      readNow(nowNanos);
    }
  }

  /**
   * Reads the counters for the first listener, which this poll has found. What it has read by now
   * is not from before the listener came.
   */
  void readForFirst(long nowNanos) {
    if (!read) {
      readNow(nowNanos);
      read = true;
    }
  }

  /**
   * Reads the counters again, because a listener has drops that are not in them yet. Anything else
   * in them is handled at the next poll, with the drops of all listeners.
   */
  void readOnceMore(long nowNanos) {
    readNow(nowNanos);
    expectTrouble = true;
  }

  private void readNow(long nowNanos) {
    earlier = counters;
    long before = earlier.total(KernelCounter.LISTEN_OVERFLOWS);
    counters = probe.counters();
    if (before >= 0 && counters.total(KernelCounter.LISTEN_OVERFLOWS) != before) {
      overflowsOver.done(nowNanos);
    }
  }

  /**
   * Called after the drops of all listeners were read; does nothing unless the counters were too.
   */
  void pollSynQueues(long nowNanos, Collection<ListenerWatch> watches) {
    if (read) {
      synQueues.poll(nowNanos, counters, watches, report);
      for (ListenerWatch watch : watches) {
        watch.forgetDrops();
      }
    }
  }

  private void report(ListenerWatch watch, Change change, SynQueueTrouble trouble) {
    reporter.synQueue(watch.address(), change, trouble, watch.overflowsNow());
  }
}
