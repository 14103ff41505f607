package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.ServerFigures;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/**
 * The beans in which Tomcat, XNIO and Jetty count the connections of one port. Only an MBean server
 * that the application has made is asked; none is made here.
 */
final class ServerBeansReading implements Runnable {
  private static final int NONE = -1;

  private final int port;
  private final Predicate<Class<?>> initialized;
  private volatile ServerFigures figures = ServerFigures.UNKNOWN;

  ServerBeansReading(int port, Predicate<Class<?>> initialized) {
    this.port = port;
    this.initialized = initialized;
  }

  /** Not known until it has run. */
  ServerFigures figures() {
    return figures;
  }

  @Override
  public void run() {
    try {
      // It is uninitialised until the first MBean server is made. Looking for one before would
      // initialise the JDK's logging, which the application may still configure.
      if (initialized.test(MBeanServerFactory.class)) {
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
          if (!figures.known()) {
            figures = read(server);
          }
        }
      }
    } catch (Throwable e) {
      // The beans are the server's code and may fail. The figures are then unknown.
    }
  }

  private ServerFigures read(MBeanServer server) throws JMException {
    ServerFigures found = ofTomcat(server);
    if (!found.known()) {
      found = ofXnio(server);
    }
    return found.known() ? found : ofJetty(server);
  }

  private ServerFigures ofTomcat(MBeanServer server) throws JMException {
    for (ObjectName pool : server.queryNames(new ObjectName("*:type=ThreadPool,name=*"), null)) {
      if (number(server, pool, "localPort") == port) {
        return new ServerFigures(
            number(server, pool, "connectionCount"),
            number(server, pool, "maxConnections"),
            NONE,
            number(server, pool, "currentThreadsBusy"),
            number(server, pool, "maxThreads"));
      }
    }
    return ServerFigures.UNKNOWN;
  }

  private ServerFigures ofXnio(MBeanServer server) throws JMException {
    ObjectName servers = new ObjectName("org.xnio:type=Xnio,address=*,*");
    for (ObjectName listener : server.queryNames(servers, null)) {
      if (listener.getKeyProperty("address").endsWith(":" + port + "\"")) {
        return new ServerFigures(
            number(server, listener, "ConnectionCount"),
            number(server, listener, "ConnectionLimitHighWater"),
            number(server, listener, "ConnectionLimitLowWater"),
            NONE,
            NONE);
      }
    }
    return ServerFigures.UNKNOWN;
  }

  /**
   * The beans do not say which connectors they count, so only a single one that is at its limit is
   * used.
   */
  private static ServerFigures ofJetty(MBeanServer server) throws JMException {
    Set<ObjectName> limits = new HashSet<>();
    for (String type : new String[] {"connectionlimit", "networkconnectionlimit"}) {
      limits.addAll(
          server.queryNames(new ObjectName("org.eclipse.jetty.server:type=" + type + ",*"), null));
    }
    if (limits.size() != 1) {
      return ServerFigures.UNKNOWN;
    }
    ObjectName limit = limits.iterator().next();
    boolean network = "networkconnectionlimit".equals(limit.getKeyProperty("type"));
    ServerFigures found =
        network
            ? new ServerFigures(
                number(server, limit, "networkConnectionCount")
                    + number(server, limit, "pendingNetworkConnectionCount"),
                number(server, limit, "maxNetworkConnectionCount"),
                NONE,
                NONE,
                NONE)
            : new ServerFigures(
                number(server, limit, "connections"),
                number(server, limit, "maxConnections"),
                NONE,
                NONE,
                NONE);
    return found.limitReached() ? found : ServerFigures.UNKNOWN;
  }

  /** -1 if there is none: another product's bean may have such a name, and any may fail. */
  private static int number(MBeanServer server, ObjectName name, String attribute) {
    try {
      Object value = server.getAttribute(name, attribute);
      return value instanceof Number ? ((Number) value).intValue() : NONE;
    } catch (JMException | RuntimeException e) {
      return NONE;
    }
  }
}
