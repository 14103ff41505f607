package io.acceptlag.opentelemetry.spring;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/** The peers of requests to WebFlux. */
final class ReactivePeers extends Peers<ServerRequestObservationContext> {
  ReactivePeers() {
    super(ServerRequestObservationContext.class);
  }

  @Override
  @Nullable Peer peer(ServerRequestObservationContext context) {
    ServerHttpRequest request = context.getCarrier();
    InetSocketAddress remote = request == null ? null : request.getRemoteAddress();
    return remote == null || remote.getAddress() == null
        ? null
        : new Peer(remote.getAddress().getHostAddress(), remote.getPort());
  }
}
