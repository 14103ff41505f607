package io.acceptlag.opentelemetry.spring;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** The peers of requests to a servlet container. */
final class ServletPeers extends Peers<ServerRequestObservationContext> {
  ServletPeers() {
    super(ServerRequestObservationContext.class);
  }

  @Override
  @Nullable Peer peer(ServerRequestObservationContext context) {
    HttpServletRequest request = context.getCarrier();
    return request == null || request.getRemoteAddr() == null
        ? null
        : new Peer(request.getRemoteAddr(), request.getRemotePort());
  }
}
