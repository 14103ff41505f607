package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuietSocketFactoryTest {
  private final ProxySelector before = ProxySelector.getDefault();
  private final ApplicationsSelector applications = new ApplicationsSelector();

  @AfterEach
  void restore() {
    ProxySelector.setDefault(before);
  }

  @Test
  void itsSocketsConnectWithoutTheApplicationsSelector() throws IOException {
    ProxySelector.setDefault(applications);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = QuietSocketFactory.getDefault().createSocket()) {
      socket.connect(listener.getLocalSocketAddress());
    }
    assertEquals(List.of(), applications.asked);
  }
}
