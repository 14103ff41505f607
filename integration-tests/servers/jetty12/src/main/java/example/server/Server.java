package example.server;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.jmx.MBeanContainer;
import org.eclipse.jetty.server.AcceptRateLimit;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Jetty 12 with what system properties ask for: {@code jetty.threads} or {@code jetty.fixedThreads}
 * (a pool not of Jetty's), {@code jetty.virtualThreads} (requests are served on such), {@code
 * jetty.acceptors}, {@code jetty.selectors} and {@code jetty.acceptQueueSize}; {@code
 * jetty.maxConnections}, {@code jetty.acceptsPerSecond} and {@code jetty.lowResourcesAbove}
 * (connections) suspend its acceptors. Does what it reads: {@code pause}, {@code resume}, {@code
 * await accept}, {@code await suspended}, {@code await checked}, until the monitor of low resources
 * has looked, {@code close}, {@code lose selector}, which ends those that read, and {@code leak},
 * which loses a place of {@code jetty.maxConnections}; stops at the end of its input and at any
 * other line.
 */
public final class Server {
  private static final int NONE = -1;

  /** How often the monitor of low resources has looked. */
  private static final AtomicInteger checks = new AtomicInteger();

  private static NetworkConnectionLimit limit;

  private Server() {}

  public static void main(String[] args) throws Exception {
    org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server(threadPool());
    ServerConnector connector =
        new ServerConnector(
            server,
            Integer.getInteger("jetty.acceptors", NONE),
            Integer.getInteger("jetty.selectors", NONE));
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(Integer.getInteger("jetty.acceptQueueSize", 0));
    connector.setIdleTimeout(Long.getLong("jetty.idleTimeout", connector.getIdleTimeout()));
    server.addConnector(connector);
    server.setHandler(new OkHandler());
    if (Boolean.getBoolean("jetty.beans")) {
      server.addBean(new MBeanContainer(ManagementFactory.getPlatformMBeanServer()));
    }
    addLimits(server, connector);
    server.start();
    System.out.println("READY " + connector.getLocalPort());
    obey(connector);
    server.stop();
  }

  private static ThreadPool threadPool() {
    Integer fixed = Integer.getInteger("jetty.fixedThreads");
    if (fixed != null) {
      return new FixedPool(fixed);
    }
    QueuedThreadPool pool = new QueuedThreadPool(Integer.getInteger("jetty.threads", 200));
    if (Boolean.getBoolean("jetty.virtualThreads")) {
      pool.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    return pool;
  }

  private static void addLimits(org.eclipse.jetty.server.Server server, ServerConnector connector) {
    int maxConnections = Integer.getInteger("jetty.maxConnections", NONE);
    if (maxConnections != NONE) {
      limit = new NetworkConnectionLimit(maxConnections, server);
      server.addBean(limit);
    }
    int acceptsPerSecond = Integer.getInteger("jetty.acceptsPerSecond", NONE);
    if (acceptsPerSecond != NONE) {
      server.addBean(new AcceptRateLimit(acceptsPerSecond, 1, TimeUnit.SECONDS, server));
    }
    int lowResourcesAbove = Integer.getInteger("jetty.lowResourcesAbove", NONE);
    if (lowResourcesAbove != NONE) {
      LowResourceMonitor monitor = new LowResourceMonitor(server);
      monitor.addLowResourceCheck(
          monitor.new MaxConnectionsLowResourceCheck(lowResourcesAbove) {
            @Override
            public boolean isLowOnResources() {
              // Of several checks those after the first one that is low are left out.
              boolean low = super.isLowOnResources();
              checks.incrementAndGet();
              return low;
            }
          });
      // The check counts those of connectors set here, and by default there are none.
      monitor.setMonitoredConnectors(Collections.singleton(connector));
      monitor.setAcceptingInLowResources(false);
      monitor.setPeriod(100);
      // Else it closes the connections that it has too many of, and is well again.
      monitor.setLowResourcesIdleTimeout(30_000);
      server.addBean(monitor);
    }
  }

  private static void obey(ServerConnector connector) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (; ; ) {
      String command = commands.readLine();
      if ("pause".equals(command)) {
        connector.setAccepting(false);
      } else if ("resume".equals(command)) {
        connector.setAccepting(true);
      } else if ("await accept".equals(command)) {
        while (!isInAccept()) {
          Thread.sleep(1);
        }
      } else if ("await suspended".equals(command)) {
        while (connector.isAccepting()) {
          Thread.sleep(1);
        }
      } else if ("await checked".equals(command)) {
        // The one under way may have begun before.
        for (int end = checks.get() + 2; checks.get() < end; ) {
          Thread.sleep(1);
        }
      } else if ("leak".equals(command)) {
        // One that closes later would give its place back, and the acceptor would go on.
        while (!connector.getConnectedEndPoints().isEmpty()) {
          Thread.sleep(1);
        }
        // It is never told the end of this connection, as in Jetty's issue 7515.
        limit.onAccepting(SocketChannel.open());
      } else if ("lose selector".equals(command)) {
        loseSelectors(connector);
      } else if ("close".equals(command)) {
        connector.close();
      } else {
        return;
      }
      System.out.println("DONE " + command);
    }
  }

  private static void loseSelectors(ServerConnector connector) throws Exception {
    for (ManagedSelector each : connector.getSelectorManager().getBeans(ManagedSelector.class)) {
      Field selector = ManagedSelector.class.getDeclaredField("_selector");
      selector.setAccessible(true);
      ((Selector) selector.get(each)).close();
    }
  }

  /** Whether an acceptor has begun to wait: then it takes one more, whatever it is told. */
  private static boolean isInAccept() {
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals("sun.nio.ch.ServerSocketChannelImpl")
            && frame.getMethodName().equals("accept")) {
          return true;
        }
      }
    }
    return false;
  }
}
