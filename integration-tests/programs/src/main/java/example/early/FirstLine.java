package example.early;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * Accepts connections of its own as the first thing in main, or before that, where this class is
 * initialised: by the kinds of listeners in the property {@code example.kinds}. {@code inherited}
 * is standard input. At each, one more connection waits for {@value #WAIT_MILLIS} ms.
 *
 * <p>Then it prints for each kind what acceptlag publishes, once that has as many accepts: {@code
 * FIGURES <kind> <accepts made> <longest other wait in ms> <accepts> <waits> <waits of up to 0.25
 * s>}.
 *
 * <p>With the property {@code example.stuck} it then says {@code STUCK <kind> <port>}, lets one
 * more connection wait at each, and accepts none, until it is stopped.
 */
public final class FirstLine {
  private static final int CONNECTIONS = 100;
  private static final long WAIT_MILLIS = 400;
  private static final int LOOKS = 400;
  private static final int LOOK_EVERY_MILLIS = 50;

  /** So that each connection stays open, and its wait can be read. */
  private static final List<Object> kept = new ArrayList<>();

  private static final List<Kind> kinds =
      Boolean.getBoolean("example.initializer") ? accept() : null;

  private FirstLine() {}

  public static void main(String[] args) throws Exception {
    List<Kind> all = kinds == null ? accept() : kinds;
    for (Kind each : all) {
      each.print();
    }
    if (Boolean.getBoolean("example.stuck")) {
      for (Kind each : all) {
        each.letWait();
      }
      Thread.sleep(Long.MAX_VALUE);
    }
    System.out.println("END " + kept.size());
  }

  private static List<Kind> accept() {
    List<Kind> all = new ArrayList<>();
    try {
      for (String name : System.getProperty("example.kinds").split(",", -1)) {
        all.add(new Kind(name));
      }
      // Last, because the agent arrives meanwhile.
      for (Kind each : all) {
        each.visit(WAIT_MILLIS);
      }
      return all;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Acceptor {
    Object accept() throws Exception;
  }

  private static final class Kind {
    private final String name;
    private final int port;
    private final Acceptor acceptor;
    private long longestMillis;

    Kind(String name) throws Exception {
      this.name = name;
      InetSocketAddress any = new InetSocketAddress(loopback(), 0);
      if (name.equals("socket")) {
        ServerSocket listener = new ServerSocket();
        listener.bind(any);
        port = listener.getLocalPort();
        kept.add(listener);
        acceptor = listener::accept;
      } else if (name.equals("async")) {
        AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open();
        listener.bind(any);
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        kept.add(listener);
        acceptor = () -> listener.accept().get();
      } else {
        boolean inherited = name.equals("inherited");
        ServerSocketChannel listener =
            inherited
                ? (ServerSocketChannel) System.inheritedChannel()
                : ServerSocketChannel.open().bind(any);
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        kept.add(listener);
        acceptor = listener::accept;
      }
      for (int i = 1; i < CONNECTIONS; i++) {
        longestMillis = Math.max(longestMillis, visit(0));
      }
    }

    /** For so many milliseconds at most the connection has waited. */
    private long visit(long waitMillis) throws Exception {
      long begun = System.nanoTime();
      kept.add(new Socket(loopback(), port));
      if (waitMillis > 0) {
        Thread.sleep(waitMillis);
      }
      kept.add(acceptor.accept());
      return (System.nanoTime() - begun) / 1_000_000;
    }

    void letWait() throws Exception {
      System.out.println("STUCK " + name + ' ' + port);
      kept.add(new Socket(loopback(), port));
    }

    private static InetAddress loopback() throws UnknownHostException {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    void print() throws Exception {
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      ObjectName bean = new ObjectName("io.acceptlag:type=Listener,port=" + port);
      Number accepted = null;
      boolean counted = false;
      for (int i = 0; i < LOOKS && !counted; i++) {
        Thread.sleep(LOOK_EVERY_MILLIS);
        try {
          accepted = (Number) beans.getAttribute(bean, "ConnectionsAccepted");
          Number waits = (Number) beans.getAttribute(bean, "Waits");
          // Each look is at another moment.
          counted =
              accepted.longValue() >= CONNECTIONS
                  && (name.equals("async") || waits.longValue() >= CONNECTIONS);
        } catch (InstanceNotFoundException e) {
          // It has not been looked at yet.
        }
      }
      Map<?, ?> upTo = upTo(beans, bean);
      System.out.println(
          "FIGURES "
              + name
              + ' '
              + CONNECTIONS
              + ' '
              + longestMillis
              + ' '
              + accepted
              + ' '
              + beans.getAttribute(bean, "Waits")
              + ' '
              + upTo.get("0.25"));
    }

    private static Map<?, ?> upTo(MBeanServer beans, ObjectName bean) throws Exception {
      Object table = beans.getAttribute(bean, "WaitsUpToSeconds");
      Map<Object, Object> rows = new HashMap<>();
      for (Object row : ((TabularData) table).values()) {
        CompositeData pair = (CompositeData) row;
        rows.put(pair.get("key"), pair.get("value"));
      }
      return rows;
    }
  }
}
