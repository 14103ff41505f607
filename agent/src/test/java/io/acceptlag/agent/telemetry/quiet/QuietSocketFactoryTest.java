package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuietSocketFactoryTest {
  private final ProxySelector before = ProxySelector.getDefault();
  private final List<URI> asked = new ArrayList<>();

  @AfterEach
  void restore() {
    ProxySelector.setDefault(before);
  }

  @Test
  void itsSocketsConnectWithoutTheApplicationsSelector() throws IOException {
    ProxySelector.setDefault(new OfApplication());
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = QuietSocketFactory.getDefault().createSocket()) {
      socket.connect(listener.getLocalSocketAddress());
    }
    assertEquals(List.of(), asked);
  }

  private final class OfApplication extends ProxySelector {
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
}
