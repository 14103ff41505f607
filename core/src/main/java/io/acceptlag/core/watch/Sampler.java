package io.acceptlag.core.watch;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.neighbour.OwnListener;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.ReportSink;
import java.util.List;

/**
 * Reads every listener once a poll, and reports what it found to the sinks. Its cost grows with the
 * number of listeners, not with that of connections. This class has the order of a poll; {@link
 * Period} says what is read how often.
 *
 * <p>{@link #poll} is called by one thread; the figures may be read by any.
 */
public final class Sampler implements FiguresSource {
  private final ListenerProbe probe;
  private final AcceptorProbe acceptors;
  private final SlowAccepts slowAccepts;
  private final Reporter reporter;
  private final HostWatch host;
  private final NamespaceWatch namespace;
  private final Turns turns = new Turns();
  private final Census census;
  private final BehindAccept behind;
  private final BoxKeeper box;
  private final Due identityDue = new Due(Period.IDENTITY);
  private boolean polledBefore;
  private long lastPollNanos;

  public Sampler(
      Listeners listeners,
      SlowAccepts slowAccepts,
      Sources sources,
      Settings settings,
      ReportSink sink,
      BlackBox blackBox) {
    this.slowAccepts = slowAccepts;
    probe = sources.listeners;
    acceptors = sources.acceptors;
    reporter = new Reporter(settings, sources.handshakes, sink);
    host = new HostWatch(sources.host, settings.pollNanos);
    namespace = new NamespaceWatch(sources.listeners, sources.handshakes, reporter);
    Casebooks casebooks = new Casebooks(sources, settings, host, turns, reporter);
    box = new BoxKeeper(blackBox, host);
    behind = new BehindAccept(sources.unread, acceptors, settings, host, reporter);
    census =
        new Census(
            listeners, sources, settings, namespace, casebooks, behind, reporter, box::forget);
  }

  /**
   * @param nowNanos System.nanoTime, read just before
   * @param lateNanos by how much this poll is late
   */
  public void poll(long nowNanos, long lateNanos) {
    long sinceLastNanos = polledBefore ? nowNanos - lastPollNanos : 0;
    turns.nextPoll();
    acceptors.nextPoll();
    host.read(nowNanos, lateNanos);
    census.enterUnhooked(nowNanos, !polledBefore);
    namespace.readIfDue(nowNanos, !census.isEmpty());
    boolean checking = identityDue.take(nowNanos);
    census.watchNew(nowNanos);
    census.forgetIgnored();
    census.handOut(slowAccepts);
    census.reportEnds(nowNanos);
    for (ListenerWatch watch : census.inOrder()) {
      poll(watch, nowNanos, sinceLastNanos, checking);
    }
    behind.poll(nowNanos);
    namespace.pollSynQueues(nowNanos, census.watches());
    lastPollNanos = nowNanos;
    polledBefore = true;
    box.poll(nowNanos, lateNanos);
  }

  private void poll(ListenerWatch watch, long nowNanos, long sinceLastNanos, boolean checking) {
    if (!watch.read(probe, checking, namespace.isRead())
        && !(watch.listener().goesOn(probe::identity)
            && watch.read(probe, true, namespace.isRead()))) {
      census.forget(watch, nowNanos);
      return;
    }
    if (!namespace.isRead() && watch.staysIdle(nowNanos)) {
      return;
    }
    if (watch.droppedUnexplained(namespace.counters())) {
      // The kernel counts an overflow before the listener's drop (tcp_conn_request), but the
      // counters may have been read before this drop.
      namespace.readOnceMore(nowNanos);
    }
    Observation seen =
        watch.observe(nowNanos, host.standstillNanos(), sinceLastNanos, namespace.counters());
    if (watch.becameUnseen()) {
      reporter.notHooked(watch.address());
    }
    if (watch.follow(seen)) {
      namespace.expectTrouble();
    }
    watch.publish(sinceLastNanos, acceptors);
    box.see(watch, seen);
  }

  /** The watched listeners, for finding other processes at the same addresses. */
  public List<OwnListener> own() {
    return census.own();
  }

  /** Whether any listener is watched. */
  public boolean watchesAny() {
    return !census.isEmpty();
  }

  /** Whether connections waited to be accepted at the last poll. */
  public boolean anyWaits() {
    return census.anyWaits();
  }

  /** Whether a listener has been seen to accept, even if it was closed afterwards. */
  public boolean hasAccepted() {
    return census.hasAccepted();
  }

  /** The figures of open listeners, for any number of askers; without {@code acceptorBusy}. */
  public List<ListenerFigures> openListeners() {
    return census.openFigures();
  }

  @Override
  public List<ListenerFigures> listeners() {
    return census.figures();
  }

  /**
   * A source for another asker, which takes nothing away from the others. Its {@code acceptorBusy}
   * is the share of the last ten seconds.
   */
  public FiguresSource anotherAsker() {
    Askers.Asker asker = census.anotherAsker();
    return new FiguresSource() {
      @Override
      public List<ListenerFigures> listeners() {
        return census.figures(asker);
      }

      @Override
      public NamespaceCounters namespace() {
        return namespace.counters();
      }
    };
  }

  @Override
  public NamespaceCounters namespace() {
    return namespace.counters();
  }
}
