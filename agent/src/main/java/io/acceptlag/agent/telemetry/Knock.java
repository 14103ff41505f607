package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.quiet.QuietProxySelector;
import io.acceptlag.agent.threads.Daemon;
import java.io.IOException;
import java.net.AcceptlagNames;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks whether anybody listens at the collectors' addresses. As the JVM ends while the SDK is still
 * being built, no request has shown that, and whoever is refused need not wait for the SDK.
 */
final class Knock {
  /** Answers of a network that works come sooner, and whoever ends the JVM waits for it. */
  private static final int BOUND_MILLIS = 250;

  private static final String IPV4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";

  private Knock() {}

  /**
   * Whether connections to all of them are refused; false too if there is no answer in time, or if
   * a proxy stands in between.
   */
  static boolean areRefused(List<CollectorAddress> addresses) throws InterruptedException {
    AtomicBoolean refused = new AtomicBoolean();
    // To look up a name has no bound of its own.
    Thread thread = Daemon.of(() -> refused.set(doRefuse(addresses)), "acceptlag-telemetry-knock");
    thread.start();
    thread.join(BOUND_MILLIS);
    return refused.get();
  }

  private static boolean doRefuse(List<CollectorAddress> addresses) {
    try {
      if (addresses.isEmpty() || QuietProxySelector.getDefault() != null) {
        return false;
      }
      for (CollectorAddress each : addresses) {
        if (each.fault != null || !refuses(each.host(), each.port())) {
          return false;
        }
      }
      return true;
    } catch (Throwable e) {
      // An exporter would fail in another way, which takes its time. Errors too: if the agent is
      // leaving, this is a thread of the application's group.
      return false;
    }
  }

  private static boolean refuses(String host, int port) throws IOException {
    for (InetAddress address : addresses(host)) {
      if (!refuses(new InetSocketAddress(address, port))) {
        return false;
      }
    }
    return true;
  }

  /** As okhttp finds them: addresses are not looked up. */
  private static InetAddress[] addresses(String host) throws IOException {
    return host.indexOf(':') >= 0 || host.matches(IPV4)
        ? new InetAddress[] {InetAddress.getByName(host)}
        : AcceptlagNames.lookup(host);
  }

  /** A socket that asks no proxy selector: the first use of that fixes the proxies for good. */
  private static boolean refuses(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(address, BOUND_MILLIS);
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }
}
