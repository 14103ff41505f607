import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Paths;

/** What is measured: a server that starts, or one that takes connections as fast as one client makes them. */
public final class Subject {
  private static final int WARM_UP = 10_000;
  private static final int COUNTED = 20_000;

  private Subject() {}

  public static void main(String[] args) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 100, loopback)) {
      if (args[0].equals("start")) {
        new Socket(loopback, server.getLocalPort()).close();
        server.accept().close();
      } else if (args[0].equals("memory")) {
        Thread.sleep(5_000);
        System.out.println(peakResidentMiB());
      } else {
        System.out.println(connectionsPerSecond(server, loopback));
      }
    }
  }

  private static long connectionsPerSecond(ServerSocket server, InetAddress loopback)
      throws Exception {
    Thread acceptor =
        new Thread(
            () -> {
              try {
                while (true) {
                  server.accept().close();
                }
              } catch (Exception closed) {
                // The end.
              }
            },
            "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    connect(WARM_UP, server, loopback);
    long startNanos = System.nanoTime();
    connect(COUNTED, server, loopback);
    return COUNTED * 1_000_000_000L / (System.nanoTime() - startNanos);
  }

  private static void connect(int times, ServerSocket server, InetAddress loopback)
      throws Exception {
    for (int i = 0; i < times; i++) {
      try (Socket socket = new Socket(loopback, server.getLocalPort())) {
        // Until the server has closed it, so that no queue builds up.
        socket.getInputStream().read();
      }
    }
  }

  private static long peakResidentMiB() throws Exception {
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }
}
