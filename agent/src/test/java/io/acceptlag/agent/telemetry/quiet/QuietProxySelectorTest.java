package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuietProxySelectorTest {
  private static final URI COLLECTOR = URI.create("http://collector.example:4318/v1/traces");

  private final ProxySelector before = ProxySelector.getDefault();
  private final Properties properties = System.getProperties();
  private final ApplicationsSelector applications = new ApplicationsSelector();

  /** Whoever builds behind a proxy may have some. */
  @BeforeEach
  void removeProperties() {
    Properties others = new Properties();
    others.putAll(properties);
    others.keySet().removeIf(name -> name.toString().matches(".*[pP]rox.*"));
    System.setProperties(others);
  }

  @AfterEach
  void restore() {
    ProxySelector.setDefault(before);
    System.setProperties(properties);
  }

  @Test
  void noProxyWithoutAProperty() {
    ProxySelector.setDefault(applications);
    assertNull(QuietProxySelector.getDefault());
    assertEquals(List.of(), applications.asked);
  }

  @Test
  void obeysTheProperties() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "3128");
    QuietProxySelector selector = QuietProxySelector.getDefault();
    assertNotNull(selector);
    SocketAddress proxy = selector.select(COLLECTOR).get(0).address();
    assertEquals(3128, ((InetSocketAddress) proxy).getPort());
  }

  @Test
  void doesNotAskTheApplicationsSelector() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    ProxySelector.setDefault(applications);
    QuietProxySelector selector = QuietProxySelector.getDefault();
    assertNotNull(selector);
    assertEquals(List.of(Proxy.NO_PROXY), selector.select(COLLECTOR));
    assertEquals(List.of(), applications.asked);
  }
}
