package io.acceptlag.agent.telemetry.quiet;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For java.net.ProxySelector. To ask for the default one makes it, which fixes for good whether the
 * desktop's proxies are used; and one that the application has set is its own code, which may block
 * or count who asks. So there is one only where a system property names a proxy, and it is the
 * JDK's.
 */
public abstract class QuietProxySelector {
  private static final String[] NAMING = {
    "http.proxyHost", "https.proxyHost", "proxyHost", "socksProxyHost",
  };

  public static @Nullable QuietProxySelector getDefault() {
    return isAnyNamed() ? new OfJdk() : null;
  }

  public abstract List<Proxy> select(URI uri);

  public abstract void connectFailed(URI uri, SocketAddress proxy, IOException failure);

  /** Here because okhttp asks for it here. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private static boolean isAnyNamed() {
    for (String each : NAMING) {
      if (System.getProperty(each) != null) {
        return true;
      }
    }
    return "true".equals(System.getProperty("java.net.useSystemProxies"));
  }

  /** By the properties, as long as the application has set no other. */
  private static final class OfJdk extends QuietProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      ProxySelector selector = ProxySelector.getDefault();
      boolean isOfJdk =
          selector != null && selector.getClass().getName().startsWith("sun.net.spi.");
      return isOfJdk ? selector.select(uri) : Collections.singletonList(Proxy.NO_PROXY);
    }

    /** To the JDK's it makes no difference. */
    @Override
    public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {}
  }
}
