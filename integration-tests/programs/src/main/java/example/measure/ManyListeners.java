package example.measure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.management.ObjectName;

/**
 * Opens and closes listeners as standard input says; before that, as the first thing in main, as
 * many as the system property {@code example.first} says.
 *
 * <ul>
 *   <li>{@code churn <n>}: n listeners one after another, each of which accepts one connection.
 *       Prints {@code CHURNED} and the longest time from a connect to its accept, in milliseconds.
 *   <li>{@code reuse <ms>}: for that long, two listeners in turn, so that the second mostly gets
 *       the first one's descriptor: one on a port where nobody accepts, one on a port where
 *       accepting is at once. Prints {@code PORTS <stuck> <healthy>} first, then {@code REUSED
 *       <times the descriptor was the same> <of> <the agent's count of healthy accepts>} and the
 *       longest time from a connect to its accept at a healthy one, in milliseconds.
 *   <li>{@code bind}: a thread of a class of its own opens a listener and ends. Prints {@code
 *       BOUND} and the name of its class.
 *   <li>{@code heap <class>}: prints {@code HEAP <class> <instances>} after a collection.
 * </ul>
 */
public final class ManyListeners {
  private static final int STUCK_BACKLOG = 2;
  private static final int HEALTHY_BACKLOG = 40;

  private static InetAddress loopback;
  private static ServerSocket boundByBinder;

  private ManyListeners() {}

  public static void main(String[] args) throws Exception {
    loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    churn(Integer.getInteger("example.first", 0));
    Recorded.awaitAgent();
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "churn":
          System.out.println("CHURNED " + churn(Integer.parseInt(words[1])));
          break;
        case "reuse":
          reuse(Long.parseLong(words[1]));
          break;
        case "bind":
          bind();
          System.out.println("BOUND " + Binder.class.getName());
          break;
        case "heap":
          System.out.println("HEAP " + words[1] + " " + instances(words[1]));
          break;
        default:
          throw new IllegalArgumentException(line);
      }
    }
  }

  private static long churn(int listeners) throws Exception {
    long longestMillis = 0;
    for (int i = 0; i < listeners; i++) {
      try (ServerSocket server = listen(0, HEALTHY_BACKLOG)) {
        longestMillis = Math.max(longestMillis, accept(server));
      }
    }
    return longestMillis;
  }

  private static void bind() throws Exception {
    Binder binder = new Binder();
    binder.start();
    binder.join();
    boundByBinder = binder.listener;
    // The agent knows it, although nobody accepts.
    Recorded.of(boundByBinder);
  }

  private static void reuse(long millis) throws Exception {
    Random random = new Random(1);
    int stuckPort = freePort(15_000);
    int healthyPort = freePort(17_500);
    System.out.println("PORTS " + stuckPort + " " + healthyPort);
    int same = 0;
    int turns = 0;
    long accepted = 0;
    long longestMillis = 0;
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      int stuckFd = stick(stuckPort, random);
      try (ServerSocket healthy = listen(healthyPort, HEALTHY_BACKLOG)) {
        Recorded recorded = Recorded.of(healthy);
        for (int i = 0; i < 3; i++) {
          longestMillis = Math.max(longestMillis, accept(healthy));
          Thread.sleep(random.nextInt(10));
        }
        same += recorded.fd() == stuckFd ? 1 : 0;
        accepted += recorded.accepted();
      }
      turns++;
    }
    System.out.println("REUSED " + same + " " + turns + " " + accepted + " " + longestMillis);
  }

  private static int stick(int port, Random random) throws Exception {
    Socket[] clients = {new Socket(), new Socket(), new Socket()};
    ServerSocket stuck = listen(port, STUCK_BACKLOG);
    int fd = Recorded.of(stuck).fd();
    for (Socket client : clients) {
      client.connect(new InetSocketAddress(loopback, port));
    }
    Thread.sleep(random.nextInt(500));
    stuck.close();
    // Later than the listener, so that the lowest free descriptor is the listener's.
    for (Socket client : clients) {
      client.close();
    }
    return fd;
  }

  /** For so many milliseconds at most the connection has waited. */
  private static long accept(ServerSocket server) throws Exception {
    long start = System.nanoTime();
    try (Socket client = new Socket(loopback, server.getLocalPort())) {
      Socket accepted = server.accept();
      long millis = (System.nanoTime() - start) / 1_000_000;
      accepted.close();
      // Ends by RST: TIME_WAIT would use up the ports.
      client.setSoLinger(true, 0);
      return millis;
    }
  }

  private static ServerSocket listen(int port, int backlog) throws Exception {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(loopback, port), backlog);
    return server;
  }

  /** Of those that the kernel gives to nobody who asks for any: so it is free between two turns. */
  private static int freePort(int from) throws Exception {
    Random random = new Random();
    while (true) {
      try (ServerSocket server = new ServerSocket(from + random.nextInt(2_500), 1, loopback)) {
        return server.getLocalPort();
      } catch (BindException e) {
        // Another one.
      }
    }
  }

  private static long instances(String className) throws Exception {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    for (String row : histogram.toString().split("\n", -1)) {
      String[] columns = row.trim().split(" +", -1);
      if (columns.length >= 4 && columns[3].equals(className)) {
        return Long.parseLong(columns[1]);
      }
    }
    return 0;
  }

  /** Opens a listener. */
  private static final class Binder extends Thread {
    private ServerSocket listener;

    @Override
    public void run() {
      try {
        listener = listen(0, HEALTHY_BACKLOG);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
