package io.acceptlag.agent.telemetry.quiet;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** An application's default proxy selector, which nothing of ours may ask. */
final class ApplicationsSelector extends ProxySelector {
  final List<URI> asked = new ArrayList<>();

  @Override
  public List<Proxy> select(URI uri) {
    asked.add(uri);
    return List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
    asked.add(uri);
  }
}
