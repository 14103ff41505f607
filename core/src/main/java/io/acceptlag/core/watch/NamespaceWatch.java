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
 * full. {@link #counters} may be asked on any thread.
 */
final class NamespaceWatch {
  private final ListenerProbe probe;
  private final SynQueues synQueues;
  private final Reporter reporter;

  // Made once, not at each poll.
  private final SynQueues.Told<ListenerWatch> report = this::report;

  private final Due due = new Due(Period.NAMESPACE_COUNTERS);

  /** Not due again until no listener has overflowed for a while. */
  private final Due overflowsOver = new Due(Period.OVERFLOWS_LATELY);

  private volatile NamespaceCounters counters = NamespaceCounters.UNKNOWN;

  /** As they were read before that. */
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
   * As they were before any listener was there that a poll has just found; {@link
   * NamespaceCounters#UNKNOWN} if nobody had read them by then.
   */
  NamespaceCounters earlier() {
    return earlier;
  }

  /** Whether they have been read in this poll, before its listeners. */
  boolean isRead() {
    return read;
  }

  /** Some listener is in trouble, or near it: they are to be read at the next poll. */
  void expectTrouble() {
    expectTrouble = true;
  }

  /** The first time without a listener too: the first one's own are compared with them. */
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

  /** A first listener has been found in this poll, and needs to know what they are. */
  void readForFirst(long nowNanos) {
    readNow(nowNanos);
    read = true;
  }

  /**
   * A listener tells what they did not yet. Whatever else is in them is found at the next poll,
   * with the drops of all listeners.
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

  /** After the drops of all listeners were read, if the counters were. */
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
