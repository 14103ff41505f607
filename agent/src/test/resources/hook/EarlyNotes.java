import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.net.AcceptlagConnectHook;
import java.net.AcceptlagHook;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Run in a JVM with the hooks in java.base and nothing else of the agent. It calls them as
 * woven methods do, and prints what the receiver is told.
 */
final class EarlyNotes {
  private static final int MANY = 200;

  /** More than are kept one by one. */
  private static final int TOO_MANY = 1_030;

  private final Told told = new Told();

  private EarlyNotes() {}

  public static void main(String[] args) throws Exception {
    EarlyNotes notes = new EarlyNotes();
    switch (args[0]) {
      case "before" -> notes.before();
      case "between" -> notes.between();
      case "left" -> notes.left();
      case "many" -> notes.many();
      case "closed" -> notes.closed();
      case "closed channels" -> notes.closedChannels();
      case "open without descriptor" -> notes.openWithoutDescriptor();
      case "too many" -> notes.tooMany();
      case "binds" -> notes.binds();
      case "binds later" -> notes.bindsLater();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println(notes.told);
  }

  /** An accept of a socket, one of native code, and a bind; then the receiver. */
  private void before() throws Exception {
    try (ServerSocket server = listen();
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      AcceptlagHook.listenSocket(server, 7);
      AcceptlagHook.acceptedSocket(server, accepted, 0);
      AcceptlagHook.acceptedNative(9, this, 8, 0);
      AcceptlagHook.acceptedNative(-1, this, 8, 0);
      AcceptlagHook.receive(told);
    }
  }

  /** The same where each hook has seen no receiver just before there was one. */
  private void between() throws Exception {
    try (ServerSocket server = listen();
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      AcceptlagHook.receive(told);
      keepListener(server, 7);
      keepAccept(server, -1, accepted);
      keepAccept(this, 8, null);
    }
  }

  /** As {@link #between}, but the agent has left meanwhile. */
  private void left() throws Exception {
    AcceptlagHook.receive(told);
    AcceptlagHook.receive(null);
    try (ServerSocket server = listen()) {
      keepListener(server, 7);
      keepAccept(server, -1, null);
    }
  }

  private void many() throws Exception {
    List<ServerSocket> servers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      ServerSocket server = listen();
      servers.add(server);
      AcceptlagHook.listenSocket(server, 7);
      AcceptlagHook.acceptedSocket(server, new Socket(), 0);
      AcceptlagHook.acceptedSocket(server, new Socket(), 0);
    }
    AcceptlagHook.receive(told);
    for (ServerSocket each : servers) {
      each.close();
    }
  }

  /** A listener that is closed before there is a receiver; two accepts. */
  private void closed() throws Exception {
    try (ServerSocket server = listen()) {
      AcceptlagHook.acceptedSocket(server, new Socket(), 0);
      AcceptlagHook.acceptedSocket(server, new Socket(), 0);
    }
    AcceptlagHook.receive(told);
  }

  /** Two for TCP, and one for Unix-domain sockets. */
  private void closedChannels() throws Exception {
    try (ServerSocketChannel tcp = ServerSocketChannel.open();
        AsynchronousServerSocketChannel asynchronous = AsynchronousServerSocketChannel.open();
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        SocketChannel accepted = SocketChannel.open()) {
      AcceptlagHook.acceptedChannel(accepted, tcp, 8, 0);
      AcceptlagHook.acceptedBefore(asynchronous, 10, 11);
      AcceptlagHook.acceptedChannel(accepted, unix, 9, 0);
      AcceptlagHook.acceptedChannel(accepted, unix, 9, 0);
    }
    AcceptlagHook.receive(told);
  }

  /** It has not been bound. */
  private void openWithoutDescriptor() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      AcceptlagHook.acceptedSocket(server, new Socket(), 0);
      AcceptlagHook.receive(told);
    }
  }

  /** Each accepts once. */
  private void tooMany() throws Exception {
    for (int i = 0; i < TOO_MANY; i++) {
      AcceptlagHook.acceptedNative(9, new ServerSocket(), 8, 0);
    }
    AcceptlagHook.acceptedNative(9, new Object(), 8, 0);
    AcceptlagHook.receive(told);
  }

  /** A bind that failed before the agent was there, and one while it has no receiver. */
  private void binds() {
    bindFails(1);
    AcceptlagConnectHook.receive(new ToldOfBinds(told));
  }

  private void bindsLater() {
    AcceptlagConnectHook.receive(null);
    bindFails(1);
    AcceptlagConnectHook.receive(new ToldOfBinds(told));
    bindFails(2);
  }

  private static void bindFails(int port) {
    AcceptlagConnectHook.bindFailed(new BindException(), new InetSocketAddress(port));
  }

  private static ServerSocket listen() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void keepListener(Object listener, int backlog) throws Exception {
    Method keep =
        Class.forName("java.net.AcceptlagEarlyListeners")
            .getDeclaredMethod("keep", Object.class, int.class);
    keep.setAccessible(true);
    keep.invoke(null, listener, backlog);
  }

  private static void keepAccept(Object listener, int fd, Object connection)
      throws Exception {
    Method keep =
        Class.forName("java.net.AcceptlagEarlyAccepts")
            .getDeclaredMethod(
                "keep", Object.class, int.class, FileDescriptor.class, Object.class);
    keep.setAccessible(true);
    keep.invoke(null, listener, fd, null, connection);
  }

  private static final class ToldOfBinds extends AcceptlagConnectHook {
    private final Told told;

    ToldOfBinds(Told told) {
      this.told = told;
    }

    @Override
    protected boolean wants() {
      return true;
    }

    @Override
    protected void onConnected(int fd, InetSocketAddress to, long beginNanos) {}

    @Override
    protected void onFailed(InetSocketAddress to, long beginNanos, Throwable failure) {}

    @Override
    protected void onBegins(int fd, InetSocketAddress to, long beginNanos) {}

    @Override
    protected long beganNanos(int fd) {
      return 0;
    }

    @Override
    protected void onFinished(int fd, long beginNanos) {}

    @Override
    protected void onForgotten(int fd, long beginNanos) {}

    @Override
    protected void onFinishFailed(int fd, long beginNanos, Throwable failure) {}

    @Override
    protected void onBindFailed(InetSocketAddress at) {
      told.binds += " " + at.getPort();
    }

    @Override
    protected boolean isTcp(int fd) {
      return true;
    }
  }

  /** Adds up what it is told. */
  private static final class Told extends AcceptlagHook {
    private int listened;
    private int stacks;
    private int measurable;
    private int counted;
    private int ofOthers;
    private String binds = "";

    @Override
    protected void onListen(Object listener, int fd, int backlog) {}

    @Override
    protected void onListened(
        Object listener, int fd, int backlog, Thread binder, Throwable trace) {
      if (fd > 0 && backlog == 7 && binder == Thread.currentThread()) {
        listened++;
        stacks += trace == null ? 0 : 1;
      }
    }

    @Override
    protected long onEnter(Object listener, int fd) {
      return 0;
    }

    @Override
    protected void onAccepted(Object listener, int fd, int acceptedFd, long atEnter) {}

    @Override
    protected void onAcceptedEarlier(Object listener, int fd, int acceptedFd, long acceptedNanos) {
      if (acceptedFd > 0 && acceptedFd != fd && System.nanoTime() - acceptedNanos >= 0) {
        measurable++;
      } else {
        counted++;
      }
    }

    @Override
    protected void onAcceptedEarlier(Object listener, int fd, int connections) {
      counted += connections;
    }

    @Override
    protected void onAcceptedEarlier(int connections) {
      ofOthers += connections;
    }

    @Override
    protected void onClosing(Object listener, int fd) {}

    @Override
    public String toString() {
      if (!binds.isEmpty()) {
        return "binds" + binds;
      }
      return "listened="
          + listened
          + " stacks="
          + stacks
          + " measurable="
          + measurable
          + " counted="
          + counted
          + " ofOthers="
          + ofOthers;
    }
  }
}
