package example.measure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One acceptor on one ServerSocket, whose backlog is the first argument and whose address is the
 * second, or 127.0.0.1; it closes what it accepts.
 *
 * <p>Prints {@code READY <port>}, and of each connection {@code ACCEPTED <client's port> <before>
 * <after> <wait> <unmeasured> <gone> <re-sent> <described port> <queue length> <queue limit>}: the
 * nanoTime before and after accept(), and what the agent recorded of it meanwhile (-1 in the last
 * three where it described nothing).
 *
 * <p>{@code sleep <ms>} on standard input, answered by {@code TOLD}, makes it sleep after the next
 * connection, and print {@code SLEEPS} then. {@code quit} ends the program.
 */
public final class TimedAccepts {
  private static volatile long sleepMillis;

  private TimedAccepts() {}

  public static void main(String[] args) throws Exception {
    Recorded.awaitAgent();
    InetAddress address = InetAddress.getByName(args.length > 1 ? args[1] : "127.0.0.1");
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(address, 0), Integer.parseInt(args[0]));
    Thread acceptor = new Thread(() -> acceptForEver(server), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("READY " + server.getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      sleepMillis = Long.parseLong(line.substring("sleep ".length()));
      System.out.println("TOLD");
    }
  }

  private static void acceptForEver(ServerSocket server) {
    try {
      Recorded recorded = Recorded.of(server);
      for (; ; ) {
        accept(server, recorded);
        if (sleepMillis > 0) {
          long millis = sleepMillis;
          sleepMillis = 0;
          System.out.println("SLEEPS");
          Thread.sleep(millis);
        }
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void accept(ServerSocket server, Recorded recorded) throws Exception {
    long wait = recorded.waitSumMillis();
    long unmeasured = recorded.unmeasured();
    long gone = recorded.abandoned();
    long resent = recorded.handshakeDelayed();
    Recorded.Slow slowBefore = Recorded.lastSlow();
    long before = System.nanoTime();
    Socket socket = server.accept();
    long after = System.nanoTime();
    Recorded.Slow slow = Recorded.lastSlow();
    boolean described =
        slow != null && (slowBefore == null || slow.number == slowBefore.number + 1);
    System.out.println(
        "ACCEPTED "
            + socket.getPort()
            + " "
            + before
            + " "
            + after
            + " "
            + (recorded.waitSumMillis() - wait)
            + " "
            + (recorded.unmeasured() - unmeasured)
            + " "
            + (recorded.abandoned() - gone)
            + " "
            + (recorded.handshakeDelayed() - resent)
            + " "
            + (described ? slow.clientPort : -1)
            + " "
            + (described ? slow.queueLength : -1)
            + " "
            + (described ? slow.queueLimit : -1));
    socket.close();
  }
}
