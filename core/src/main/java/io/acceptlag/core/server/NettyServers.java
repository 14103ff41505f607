package io.acceptlag.core.server;

/** Servers upon Netty, whose event loops bind for all of them. */
final class NettyServers {
  private static final String NETTY = "io.netty.";

  static final KnownServer[] ROWS = {
    KnownServer.of("Vert.x")
        .frames(NETTY)
        .with("io.vertx.core.http.impl.HttpServerImpl")
        .backlog("HttpServerOptions.setAcceptBacklog")
        .idle("HttpServerOptions.setIdleTimeout"),
    KnownServer.of("Netty").frames(NETTY).backlog("ChannelOption.SO_BACKLOG"),
  };

  private NettyServers() {}
}
