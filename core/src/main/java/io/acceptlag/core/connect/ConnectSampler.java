package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads every destination once a second, and reports what came of it. Asks the kernel only where a
 * connect found no port, or where so many connections are open that ports may be running out.
 */
public final class ConnectSampler implements ConnectFiguresSource {
  /** A port or two may have become free since. */
  private static final double EXHAUSTED_SHARE = 0.9;

  /** The share of the ports in use from which a destination is warned about. */
  private static final double LOW_SHARE = 0.5;

  /**
   * Hardly more destinations than this can each use up all ports at once. If more fail, the network
   * is the reason, and a walk of the kernel's table for each would hold up the poll.
   */
  private static final int EXHAUSTED_MAX = 4;

  private final Destinations destinations;
  private final ConnectRecorder recorder;
  private final HandshakeProbe handshakes;
  private final PortProbe ports;
  private final long repeatNanos;
  private final ReportSink sink;
  private final Map<Destination, ConnectWatch> watches = new HashMap<>();
  private final Map<Failure, FailingTogether> together = new EnumMap<>(Failure.class);
  private final Due lookDue = new Due(Period.DESTINATIONS);
  private final Due portsDue = new Due(Period.PORTS);
  private final Due settingsDue = new Due(Period.PORT_SETTINGS);
  private KernelSettings settings = KernelSettings.NONE;

  /** For how many destinations the ports in use were counted in this poll. */
  private int lookedForExhausted;

  /**
   * @param repeatNanos after which trouble that goes on is reported again, then after twice as long
   */
  public ConnectSampler(
      Destinations destinations,
      ConnectRecorder recorder,
      HandshakeProbe handshakes,
      PortProbe ports,
      long repeatNanos,
      ReportSink sink) {
    this.destinations = destinations;
    this.recorder = recorder;
    this.handshakes = handshakes;
    this.ports = ports;
    this.repeatNanos = repeatNanos;
    this.sink = sink;
    for (Failure failure : Failure.values()) {
      together.put(failure, new FailingTogether(failure, repeatNanos));
    }
  }

  /** To be called at each poll. */
  public void poll(long nowNanos) {
    if (!lookDue.take(nowNanos)) {
      return;
    }
    recorder.sweep(nowNanos);
    lookedForExhausted = 0;
    List<Destination> all = destinations.all();
    for (Destination destination : all) {
      look(
          watches.computeIfAbsent(destination, each -> new ConnectWatch(each, repeatNanos)),
          nowNanos);
    }
    for (FailingTogether each : together.values()) {
      reportTogether(each, nowNanos);
    }
    lookAtPorts(nowNanos);
  }

  @Override
  public List<Destination> destinations() {
    return destinations.all();
  }

  /** Whether there is any destination. */
  public boolean watchesAny() {
    return !watches.isEmpty();
  }

  private void look(ConnectWatch watch, long nowNanos) {
    Destination destination = watch.destination();
    watch.read();
    Change change = watch.observeSlow(nowNanos);
    if (change == Change.OPENED || change == Change.STILL_OPEN) {
      sink.report(
          ConnectWords.slow(destination, watch.slow(), watch.syns(), watch.longestMillis()));
    } else if (change == Change.ENDED) {
      sink.report(ConnectWords.recovered(destination, watch.slow(), Event.CONNECT_SLOW));
    }
    for (Failure failure : Failure.values()) {
      lookAtFailures(watch, failure, nowNanos);
    }
  }

  private void lookAtFailures(ConnectWatch watch, Failure failure, long nowNanos) {
    ConnectEpisode episode = watch.failing(failure);
    FailingTogether others = together.get(failure);
    if (episode == null || others == null) {
      return;
    }
    Change change = watch.observeFailures(failure, nowNanos);
    if (change == Change.OPENED || (change == Change.STILL_OPEN && !others.has(watch))) {
      Report exhausted = exhausted(watch, episode, failure);
      if (exhausted != null) {
        sink.report(exhausted);
      } else if (change == Change.OPENED) {
        others.opened(watch, nowNanos);
      } else {
        sink.report(ConnectWords.failed(watch.destination(), episode, failure));
      }
    } else if (change == Change.ENDED) {
      boolean toldTogether = others.has(watch);
      others.ended(watch, episode);
      if (!toldTogether) {
        Event trouble = watch.takeExhausted(failure) ? Event.PORTS_EXHAUSTED : Event.CONNECT_FAILED;
        sink.report(ConnectWords.recovered(watch.destination(), episode, trouble));
      }
    }
  }

  private void reportTogether(FailingTogether those, long nowNanos) {
    for (ConnectWatch watch : those.takeOneByOne(nowNanos)) {
      ConnectEpisode episode = watch.failing(those.failure());
      if (episode != null) {
        sink.report(ConnectWords.failed(watch.destination(), episode, those.failure()));
      }
    }
    Change change = those.observe(nowNanos);
    if (change == Change.OPENED || change == Change.STILL_OPEN) {
      sink.report(TogetherWords.failed(those));
    } else if (change == Change.ENDED) {
      sink.report(TogetherWords.ended(those));
    }
  }

  /** The report that no port is free, or null. The exception alone does not say that. */
  private @Nullable Report exhausted(ConnectWatch watch, ConnectEpisode episode, Failure failure) {
    KernelSettings now = handshakes.settings();
    double exhausted = EXHAUSTED_SHARE * now.localPorts();
    boolean may = failure != Failure.TIMED_OUT && exhausted > 0 && ports.connections() >= exhausted;
    boolean looks = may && lookedForExhausted++ < EXHAUSTED_MAX;
    PortUse use = looks ? ports.inUseTo(watch.destination()) : null;
    if (use == null || use.inUse() < exhausted) {
      watch.tellsExhausted(failure, false);
      return null;
    }
    watch.tellsExhausted(failure, true);
    return ConnectWords.portsExhausted(watch.destination(), episode, use, now);
  }

  private KernelSettings settings(long nowNanos) {
    if (settingsDue.take(nowNanos)) {
      settings = handshakes.settings();
    }
    return settings;
  }

  private void lookAtPorts(long nowNanos) {
    if (watches.isEmpty() || !portsDue.is(nowNanos)) {
      return;
    }
    KernelSettings now = settings(nowNanos);
    int low = (int) (LOW_SHARE * now.localPorts());
    boolean may = low > 0 && ports.connections() >= low;
    for (ConnectWatch watch : watches.values()) {
      boolean mayBeThis = may && !watch.destination().isOthers() && watch.portsInUseMax() >= low;
      if (mayBeThis || watch.portsLow().isOpen()) {
        portsDue.done(nowNanos);
        lookAtPorts(watch, mayBeThis ? ports.inUseTo(watch.destination()) : null, low, nowNanos);
      }
    }
  }

  private void lookAtPorts(ConnectWatch watch, @Nullable PortUse use, int low, long nowNanos) {
    if (use != null) {
      watch.portsCounted(use.inUse());
    }
    boolean reused = ConnectWords.isReused(watch.destination(), settings);
    boolean isLow = use != null && use.inUse() - (reused ? use.timeWait() : 0) > low;
    Change change = watch.portsLow().observe(nowNanos, isLow ? 1 : 0, isLow ? 0 : 1, 0);
    if (use != null && (change == Change.OPENED || change == Change.STILL_OPEN)) {
      sink.report(
          ConnectWords.portsLow(
              watch.destination(), watch.portsLow(), use, settings, handshakes.kernel()));
    } else if (change == Change.ENDED) {
      sink.report(ConnectWords.recovered(watch.destination(), watch.portsLow(), Event.PORTS_LOW));
    }
  }
}
