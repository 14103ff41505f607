package example.measure;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * Makes the same calls through each of the agent's two bindings of the C library, in the order jna,
 * ffm, jna, and prints {@code <what> <binding> <result> <length> <bytes>} for each. Needs {@code
 * --add-opens} for java.io and sun.nio.ch, to get at descriptors.
 */
public final class Twins {
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;
  private static final int SO_MEMINFO = 55;
  private static final int SO_COOKIE = 57;
  private static final int TCP_INFO = 11;
  private static final int CLOCK_MONOTONIC_COARSE = 6;

  private final Object libc;
  private final Class<?> type;
  private final String name;
  private final ByteBuffer memory = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
  private final long address;

  private Twins(String name, String className) throws ReflectiveOperationException {
    this.name = name;
    ClassLoader loader = Recorded.agentLoader();
    libc = Class.forName(className, true, loader).getConstructor().newInstance();
    type = Class.forName("io.acceptlag.probes.libc.LibC", true, loader);
    address = (long) type.getMethod("addressOf", ByteBuffer.class).invoke(libc, memory);
  }

  public static void main(String[] args) throws Exception {
    Recorded.awaitAgent();
    Twins jna = new Twins("jna", "io.acceptlag.probes.libc.jna.JnaLibC");
    Twins ffm = new Twins("ffm", "io.acceptlag.probes.libc.foreign.ForeignLibC");
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocketChannel server = ServerSocketChannel.open();
        SocketChannel client = SocketChannel.open();
        SocketChannel waiting = SocketChannel.open();
        ServerSocketChannel unix = unixDomain();
        FileInputStream file = new FileInputStream("/dev/null")) {
      server.bind(new InetSocketAddress(loopback, 0), 7);
      client.connect(server.getLocalAddress());
      SocketChannel accepted = server.accept();
      waiting.connect(server.getLocalAddress());
      // None that was just closed: another thread may open a file, and be given its number.
      int closedFd = fd(accepted) + 500;
      // So that the sockets have an age to tell.
      Thread.sleep(50);
      for (Twins twin : new Twins[] {jna, ffm, jna}) {
        twin.options("listener", fd(server));
        twin.options("accepted", fd(accepted));
        twin.options("closed", closedFd);
        twin.options("nosuch", -1);
        twin.options("file", fd(file.getFD()));
        twin.options("unix", fd(unix));
        twin.getsockopt("badoption", fd(server), IPPROTO_TCP, 9_999, 8);
        twin.getsockopt("short", fd(accepted), IPPROTO_TCP, TCP_INFO, 5);
        twin.clock();
      }
      accepted.close();
    }
  }

  private void options(String socket, int fd) throws Exception {
    getsockopt(socket + "-info", fd, IPPROTO_TCP, TCP_INFO, 104);
    getsockopt(socket + "-cookie", fd, SOL_SOCKET, SO_COOKIE, 8);
    getsockopt(socket + "-meminfo", fd, SOL_SOCKET, SO_MEMINFO, 36);
    name("getsockname", socket, fd);
    name("getpeername", socket, fd);
  }

  private void getsockopt(String what, int fd, int level, int option, int length) throws Exception {
    prepare(length);
    Method call =
        type.getMethod("getsockopt", int.class, int.class, int.class, long.class, long.class);
    print(what, (int) invoke(call, fd, level, option, address + 8, address));
  }

  private void name(String function, String socket, int fd) throws Exception {
    prepare(28);
    Method call = type.getMethod(function, int.class, long.class, long.class);
    print(socket + "-" + function, (int) invoke(call, fd, address + 8, address));
  }

  private void clock() throws Exception {
    prepare(16);
    Method call = type.getMethod("clockGetres", int.class, long.class);
    print("clock", (int) invoke(call, CLOCK_MONOTONIC_COARSE, address + 8));
    print("noclock", (int) invoke(call, 9_999, address + 8));
  }

  private Object invoke(Method call, Object... arguments) throws Exception {
    try {
      return call.invoke(libc, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void prepare(int length) {
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, (byte) 0);
    }
    memory.putInt(0, length);
  }

  private void print(String what, int result) {
    int length = memory.getInt(0);
    StringBuilder line = new StringBuilder();
    line.append(what)
        .append(' ')
        .append(name)
        .append(' ')
        .append(result)
        .append(' ')
        .append(length);
    line.append(' ');
    for (int i = 8; i < 8 + Math.max(1, length); i++) {
      line.append(String.format(Locale.ROOT, "%02x", memory.get(i)));
    }
    System.out.println(line);
  }

  private static ServerSocketChannel unixDomain() throws Exception {
    // By reflection: Java 16 and newer. It stays unbound.
    return (ServerSocketChannel)
        ServerSocketChannel.class
            .getMethod("open", ProtocolFamily.class)
            .invoke(null, StandardProtocolFamily.valueOf("UNIX"));
  }

  private static int fd(SelectableChannel channel) throws Exception {
    Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
    getter.setAccessible(true);
    return (int) getter.invoke(channel);
  }

  private static int fd(FileDescriptor descriptor) throws Exception {
    Field field = FileDescriptor.class.getDeclaredField("fd");
    field.setAccessible(true);
    return field.getInt(descriptor);
  }
}
