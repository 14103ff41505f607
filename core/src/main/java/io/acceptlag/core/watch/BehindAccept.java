package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.listener.AcceptedSample;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.unserved.SampledConnections;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.UnservedCount;
import io.acceptlag.core.unserved.UnservedTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections of all listeners behind accept; none if that is off or cannot be known. */
final class BehindAccept {
  /** Data that came more recently may be about to be read. */
  static final long UNREAD_MILLIS = 100;

  /** The time between two walks is so many times what one costs: a hundredth of a core. */
  private static final int WALKS_SHARE = 100;

  /** How far ahead of that share the first counts of incidents may be, if they cost little. */
  private static final long AHEAD_MAX_NANOS = 2_000_000_000;

  private final UnreadProbe probe;
  private final AcceptorProbe acceptors;
  private final Settings settings;
  private final HostWatch host;
  private final Reporter reporter;
  private final List<UnservedWatch> watches = new ArrayList<>();
  private long warnNanos;

  /** Until then no listener's are counted; none was yet unless {@link #everWalked}. */
  private long walkNotBeforeNanos;

  private boolean everWalked;

  /** True until the first poll is over: what the hooks saw before may have been lost. */
  private boolean firstPoll = true;

  BehindAccept(
      UnreadProbe probe,
      AcceptorProbe acceptors,
      Settings settings,
      HostWatch host,
      Reporter reporter) {
    this.probe = probe;
    this.acceptors = acceptors;
    this.settings = settings;
    warnNanos = settings.warnUnservedNanos();
    this.host = host;
    this.reporter = reporter;
  }

  UnreadProbe probe() {
    return probe;
  }

  long warnNanos() {
    return warnNanos;
  }

  /**
   * @param waitsToo whether the listener has an incident of its accept queue
   * @param server who listens
   */
  void watch(
      Listener listener,
      LocalAddress address,
      PublishedFigures published,
      BothQueues both,
      BooleanSupplier waitsToo,
      Supplier<ServerIdentity> server,
      long nowNanos) {
    AcceptedSample arriving = listener.sample();
    if (arriving != null && warnNanos > 0 && probe.isReported()) {
      UnservedTracker tracker =
          new UnservedTracker(warnNanos, settings.thresholds.repeatNanos(), both::numberBehind);
      UnservedWatch watch =
          new UnservedWatch(
              listener,
              arriving,
              address,
              published,
              both,
              waitsToo,
              this,
              tracker,
              new ServingInvestigation(listener, acceptors, host, server),
              nowNanos);
      watches.add(watch);
      watch.begin(firstPoll || !listener.hooked() || listener.expected(), nowNanos);
    }
  }

  void forget(Listener listener) {
    for (int i = 0; i < watches.size(); i++) {
      if (watches.get(i).listener() == listener) {
        watches.remove(i).close();
        return;
      }
    }
  }

  void poll(long nowNanos) {
    firstPoll = false;
    if (warnNanos != settings.warnUnservedNanos()) {
      warnNanos = settings.warnUnservedNanos();
      for (int i = 0; i < watches.size(); i++) {
        watches.get(i).warnFrom(warnNanos);
      }
    }
    for (int i = 0; i < watches.size(); i++) {
      watches.get(i).poll(nowNanos);
    }
    if (!probe.isReported() && !watches.isEmpty()) {
      for (int i = 0; i < watches.size(); i++) {
        watches.get(i).giveUp();
      }
      watches.clear();
    }
  }

  /**
   * Whether connections may be counted now: all listeners together have that share of a core.
   *
   * @param first whether a line is about to say how many there are
   */
  boolean mayCount(boolean first, long nowNanos) {
    return !everWalked || nowNanos - walkNotBeforeNanos >= (first ? -AHEAD_MAX_NANOS : 0);
  }

  /** From one count of a listener's to its next, so that each has its turn. */
  long countEveryNanos(long costNanos) {
    int troubled = 0;
    for (int i = 0; i < watches.size(); i++) {
      troubled += watches.get(i).isCounted() ? 1 : 0;
    }
    return Math.max(Period.UNSERVED.nanos(), WALKS_SHARE * costNanos * troubled);
  }

  /** Null if the kernel does not say. */
  @Nullable UnservedCount count(int port, long nowNanos) {
    return count(port, nowNanos, warnNanos / 1_000_000);
  }

  /** The same, with those that were read before and wait for no longer than the others. */
  @Nullable UnservedCount countAll(int port, long nowNanos) {
    return count(port, nowNanos, UNREAD_MILLIS);
  }

  private @Nullable UnservedCount count(int port, long nowNanos, long keptMillis) {
    int own = 0;
    for (int i = 0; i < watches.size(); i++) {
      own += watches.get(i).port() == port ? 1 : 0;
    }
    UnservedCount counted = probe.count(port, own, UNREAD_MILLIS, keptMillis);
    long costNanos = counted == null ? 0 : counted.costNanos();
    long aheadNanos = everWalked ? Math.max(0, walkNotBeforeNanos - nowNanos) : 0;
    everWalked = true;
    walkNotBeforeNanos = nowNanos + aheadNanos + WALKS_SHARE * costNanos;
    return counted;
  }

  void read(FirstRead read) {
    reporter.firstRead(read);
  }

  UnservedCase open(
      LocalAddress listener,
      SampledConnections sample,
      ServingInvestigation investigation,
      PublishedFigures published,
      BothQueues both,
      long nowNanos) {
    return new UnservedCase(listener, sample, investigation, published, both, reporter, nowNanos);
  }
}
