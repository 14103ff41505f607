package io.acceptlag.agent.micrometer;

import io.acceptlag.agent.view.ListenerView;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a listener as a meter. Its name is such that Prometheus shows it under the same name
 * as the metric that comes by OTLP.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing that changes
enum Figure {
  QUEUE_LENGTH(
      "acceptlag.queue.length",
      false,
      null,
      "Connections that wait to be accepted",
      view -> view.queueLength),
  QUEUE_LIMIT(
      "acceptlag.queue.limit",
      false,
      null,
      "Limit of the accept queue; one more finds room",
      view -> view.queueLimit),
  QUEUE_OLDEST_AGE(
      "acceptlag.queue.oldest_age",
      false,
      "seconds",
      "Age of the oldest connection that waits to be accepted",
      view -> view.oldestMillis / 1000.0),
  QUEUE_SATURATED_TIME(
      "acceptlag.queue.saturated_time",
      true,
      "seconds",
      "Time for which the queue was over its limit",
      view -> view.saturatedMillis / 1000.0),
  ACCEPTED(
      "acceptlag.connection.accepted", true, null, "Connections accepted", view -> view.accepted),
  ABANDONED(
      "acceptlag.connection.abandoned",
      true,
      null,
      "Connections accepted after the client had left",
      view -> view.abandoned),
  HANDSHAKE_DELAYED(
      "acceptlag.connection.handshake_delayed",
      true,
      null,
      "Connections accepted whose SYN-ACK had been sent again",
      view -> view.handshakeDelayed),
  UNSERVED(
      "acceptlag.connection.unserved",
      false,
      null,
      "Connections accepted whose data nobody has read",
      view -> view.unserved),
  DROPPED(
      "acceptlag.packet.dropped",
      true,
      null,
      "Packets that the kernel dropped at the listener, for any reason",
      view -> view.dropped),
  ACCEPTOR_UTILIZATION(
      "acceptlag.acceptor.utilization",
      false,
      "ratio",
      "Share of time that the acceptor spends outside accept",
      view -> view.acceptorUtilization),
  /** A timer: its count, and its sum in {@link #WAIT_SUM}. */
  WAITS("acceptlag.wait.duration", true, null, "Accept waits", view -> view.waits);

  static final ToDoubleFunction<ListenerView> WAIT_SUM = view -> view.waitSumMillis;

  final String key;
  final boolean counter;
  final @Nullable String unit;
  final String description;
  private final ToDoubleFunction<ListenerView> figure;

  Figure(
      String key,
      boolean counter,
      @Nullable String unit,
      String description,
      ToDoubleFunction<ListenerView> figure) {
    this.key = key;
    this.counter = counter;
    this.unit = unit;
    this.description = description;
    this.figure = figure;
  }

  /** Below 0, or NaN, if it is not known. */
  double of(ListenerView view) {
    return figure.applyAsDouble(view);
  }
}
