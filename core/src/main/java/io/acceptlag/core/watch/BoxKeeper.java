package io.acceptlag.core.watch;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.incident.Observation;
import java.util.HashMap;
import java.util.Map;

/**
 * Fills the black box. Adds up the observations of each active listener over a second, then writes
 * the sums. Of a listener that was always idle nothing is kept or asked.
 */
final class BoxKeeper {
  private final BlackBox box;
  private final HostWatch host;
  private final Map<ListenerWatch, BoxedListener> listeners = new HashMap<>();
  private final Row row = new Row();
  private final HostReading before = new HostReading();
  private final HostReading now = new HostReading();
  private long lateNanos;
  private long secondNanos;

  /** The sum of all listeners in this second. */
  private long busy;

  BoxKeeper(BlackBox box, HostWatch host) {
    this.box = box;
    this.host = host;
  }

  /** Adds an observation of a listener at this poll. */
  void see(ListenerWatch watch, Observation seen) {
    BoxedListener boxed = listeners.get(watch);
    if (boxed == null) {
      if (!BoxedListener.isWorthKeeping(seen)) {
        return;
      }
      boxed = new BoxedListener(watch.address().toString(), watch.listener(), watch.published());
      listeners.put(watch, boxed);
    }
    boxed.see(seen);
  }

  /** Forgets a listener, with what was seen of it in this second. */
  void forget(ListenerWatch watch) {
    listeners.remove(watch);
  }

  /** Called at the end of each poll; writes when a second is over. */
  void poll(long nowNanos, long pollLateNanos) {
    lateNanos = Math.max(lateNanos, pollLateNanos);
    if (secondNanos == 0) {
      // Or what stopped the first second would not be known.
      host.copyTo(before);
      secondNanos = nowNanos;
    }
    if (box.isSecondOver(nowNanos)) {
      busy = 0;
      for (BoxedListener each : listeners.values()) {
        if (each.fill(row)) {
          busy++;
          box.add(row);
          total(HostFigure.ACCEPTS, row.figures().get(Figure.ACCEPTS));
          total(HostFigure.DROPS, row.figures().get(Figure.DROPS));
          total(HostFigure.OVERFLOWS, row.figures().get(Figure.OVERFLOWS));
        }
      }
      fillHost(nowNanos);
      box.endSecond();
    }
  }

  private void total(HostFigure figure, long value) {
    box.host().merge(figure, value);
  }

  private void fillHost(long nowNanos) {
    host.copyTo(now);
    Figures<HostFigure> figures = box.host();
    figures.set(HostFigure.LENGTH_MS, (nowNanos - secondNanos) / 1_000_000);
    figures.set(HostFigure.LATE_MS, lateNanos / 1_000_000);
    figures.set(HostFigure.BUSY_LISTENERS, busy);
    figures.set(HostFigure.GC_MS, grown(before.gcMillis, now.gcMillis));
    figures.set(HostFigure.SAFEPOINT_MS, grown(before.safepointMillis, now.safepointMillis));
    figures.set(HostFigure.QUOTA_PERIODS, grown(before.quotaPeriods, now.quotaPeriods));
    figures.set(HostFigure.THROTTLED_PERIODS, grown(before.throttledPeriods, now.throttledPeriods));
    figures.set(
        HostFigure.RUN_DELAY_MS, millis(grown(before.runDelayNanos, now.runDelayNanos), 1_000_000));
    figures.set(
        HostFigure.CPU_PRESSURE_MS,
        millis(grown(before.cpuPressureMicros, now.cpuPressureMicros), 1_000));
    figures.set(HostFigure.STOLEN_MS, grown(before.stolenMillis, now.stolenMillis));
    figures.set(HostFigure.DESCRIPTORS, host.openDescriptors());
    host.copyTo(before);
    lateNanos = 0;
    secondNanos = nowNanos;
  }

  private static long grown(long from, long to) {
    return from < 0 || to < from ? -1 : to - from;
  }

  private static long millis(long figure, long inOne) {
    return figure < 0 ? -1 : figure / inOne;
  }
}
