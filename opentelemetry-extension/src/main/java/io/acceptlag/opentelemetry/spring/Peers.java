package io.acceptlag.opentelemetry.spring;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Adds the peer of the connection to the span of a request, as OpenTelemetry's own instrumentations
 * do; Spring's observations leave it out. It is of high cardinality, so that it does not become a
 * tag of metrics.
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

  /** Done at the start, because later a server may have recycled the request. */
  @Override
  public void onStart(C context) {
    Peer peer = peer(context);
    if (peer != null && context.getHighCardinalityKeyValue(PORT) == null) {
      context.addHighCardinalityKeyValue(KeyValue.of(ADDRESS, peer.address));
      context.addHighCardinalityKeyValue(KeyValue.of(PORT, Integer.toString(peer.port)));
    }
  }

  /** Null if it is not known. */
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
