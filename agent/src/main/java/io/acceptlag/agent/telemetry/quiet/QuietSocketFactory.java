package io.acceptlag.agent.telemetry.quiet;

import java.net.Proxy;
import java.net.Socket;

/**
 * For javax.net.SocketFactory, whose sockets ask java.net.ProxySelector as they connect: there may
 * be a SOCKS proxy. Where {@link QuietProxySelector} knows one, okhttp makes the socket itself.
 */
public final class QuietSocketFactory {
  private static final QuietSocketFactory INSTANCE = new QuietSocketFactory();

  private QuietSocketFactory() {}

  public static QuietSocketFactory getDefault() {
    return INSTANCE;
  }

  public Socket createSocket() {
    return new Socket(Proxy.NO_PROXY);
  }
}
