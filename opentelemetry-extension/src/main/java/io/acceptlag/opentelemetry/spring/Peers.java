package io.acceptlag.opentelemetry.spring;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Has the span of a request say whose connection it came by, as OpenTelemetry's own
 * instrumentations do: Spring's observations leave that out. Not a metric's tag: it is of high
 * cardinality.
 */
abstract class Peers<C extends Observation.Context> implements ObservationHandler<C> {
  static final String ADDRESS = "network.peer.address";
  static final String PORT = "network.peer.port";

  private final Class<C> type;

  Peers(Class<C> type) {
    this.type = type;
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return type.isInstance(context);
  }

  /** At the start: later a server may have taken the request back. */
  @Override
  public void onStart(C context) {
    Peer peer = peer(context);
    if (peer != null && context.getHighCardinalityKeyValue(PORT) == null) {
      context.addHighCardinalityKeyValue(KeyValue.of(ADDRESS, peer.address));
      context.addHighCardinalityKeyValue(KeyValue.of(PORT, Integer.toString(peer.port)));
    }
  }

  /** Null where it is not known. */
  abstract @Nullable Peer peer(C context);

  static final class Peer {
    private final String address;
    private final int port;

    Peer(String address, int port) {
      this.address = address;
      this.port = port;
    }
  }
}
