package example.inherited;

import java.io.FileDescriptor;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Accepts by standard input, which is a listener, and by further descriptors of the same one, which
 * are its arguments. Prints what acceptlag publishes of it.
 */
public final class Duplicates {
  private static final int WAITING = 4;
  private static final int LOOK_EVERY_MILLIS = 100;

  private Duplicates() {}

  public static void main(String[] args) throws Exception {
    List<ServerSocketChannel> channels = new ArrayList<>();
    channels.add((ServerSocketChannel) System.inheritedChannel());
    for (String arg : args) {
      channels.add(channel(Integer.parseInt(arg)));
    }
    int port = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName bean = new ObjectName("io.acceptlag:type=Listener,port=" + port);
    awaitWatched(beans, bean);

    List<SocketChannel> open = new ArrayList<>();
    for (ServerSocketChannel each : channels) {
      open.add(connect(port));
      open.add(each.accept());
    }
    for (int i = 0; i < WAITING; i++) {
      open.add(connect(port));
    }
    awaitAndPrint("ALL", beans, bean, channels.size(), WAITING);

    // Not the inherited one: with it the JDK replaces standard output.
    channels.get(1).close();
    open.add(channels.get(2).accept());
    awaitAndPrint("ONE_CLOSED", beans, bean, channels.size() + 1, WAITING - 1);
    System.out.println("END " + open.size());
    Thread.sleep(Long.MAX_VALUE);
  }

  private static ServerSocketChannel channel(int fd) throws Exception {
    Method newFd = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
    newFd.setAccessible(true);
    Class<?> type = Class.forName("sun.nio.ch.ServerSocketChannelImpl");
    for (Constructor<?> each : type.getDeclaredConstructors()) {
      Class<?>[] types = each.getParameterTypes();
      if (types[types.length - 1] == boolean.class) {
        each.setAccessible(true);
        FileDescriptor descriptor = (FileDescriptor) newFd.invoke(null, fd);
        SelectorProvider provider = SelectorProvider.provider();
        // Newer ones want to know the family too.
        return (ServerSocketChannel)
            (types.length == 3
                ? each.newInstance(provider, descriptor, true)
                : each.newInstance(provider, StandardProtocolFamily.INET, descriptor, true));
      }
    }
    throw new IllegalStateException("no channel can be made of a descriptor");
  }

  private static SocketChannel connect(int port) throws Exception {
    return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** It was opened by no hook, so what comes before that is not counted. */
  private static void awaitWatched(MBeanServer beans, ObjectName bean) throws Exception {
    while (!beans.isRegistered(bean)) {
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** The test says how long that may take. */
  private static void awaitAndPrint(
      String when, MBeanServer beans, ObjectName bean, long accepted, long waiting)
      throws Exception {
    String before = "";
    while (true) {
      String figures = figures(beans, bean);
      if (!figures.equals(before)) {
        System.out.println(when + " " + figures);
        before = figures;
      }
      // Of several listeners the sums are printed, which may be more than these.
      if (figures.matches(
          "listeners=\\d+ accepted=" + accepted + " queue=(" + waiting + "|[1-9]\\d+)")) {
        return;
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private static String figures(MBeanServer beans, ObjectName bean) throws Exception {
    try {
      return "listeners="
          + beans.getAttribute(bean, "Listeners")
          + " accepted="
          + beans.getAttribute(bean, "ConnectionsAccepted")
          + " queue="
          + beans.getAttribute(bean, "QueueLength");
    } catch (InstanceNotFoundException gone) {
      return "none";
    }
  }
}
