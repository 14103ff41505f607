package io.acceptlag.agent.micrometer;

import io.acceptlag.agent.view.ListenerView;
import io.acceptlag.agent.view.ListenerViews;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one meter shows. It is object and function at once, because Micrometer holds a meter's
 * object weakly and its function strongly.
 */
final class Meter implements ToDoubleFunction<Object>, ToLongFunction<Object> {
  private final ListenerViews views;
  final String host;
  final String port;

  final Series series;

  /** Keeps what is needed to remove the meter; nothing else refers to it. */
  @SuppressWarnings("UnusedVariable")
  private @Nullable MeterSet set;

  private volatile double last;

  Meter(ListenerViews views, String host, String port, Series series) {
    this.views = views;
    this.host = host;
    this.port = port;
    this.series = series;
  }

  void belongTo(MeterSet owner) {
    set = owner;
  }

  /** The last known value if it has just become unknown. */
  @Override
  public double applyAsDouble(Object itself) {
    ListenerView view = view();
    double value = view == null ? -1 : series.of(view);
    if (value >= 0) {
      last = value;
    }
    return last;
  }

  /** For a timer: its count. */
  @Override
  public long applyAsLong(Object itself) {
    return (long) applyAsDouble(itself);
  }

  /** For a timer: its sum, in milliseconds. */
  double sumMillis() {
    ListenerView view = view();
    return view == null ? 0 : Math.max(0, Figure.WAIT_SUM.applyAsDouble(view));
  }

  private @Nullable ListenerView view() {
    return views.at(host, port);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Meter
        && ((Meter) other).series.equals(series)
        && ((Meter) other).port.equals(port)
        && ((Meter) other).host.equals(host);
  }

  @Override
  public int hashCode() {
    return Objects.hash(series, port, host);
  }
}
