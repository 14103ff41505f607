package example.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;

/**
 * Accepts {@value #CONNECTIONS} connections of its own, the first of which has waited for {@value
 * #WAIT_MILLIS} ms, prints {@code READY}, and ends as standard input says: {@code return} or {@code
 * exit}; it can also be ended by a signal. The last that main does is to print {@code ENDS} and the
 * time in milliseconds. What acceptlag's threads do from then on is printed as long as the JVM
 * lasts. With the argument {@code secure} it uses java.security first.
 */
public final class Ending {
  private static final int CONNECTIONS = 3;
  private static final long WAIT_MILLIS = 100;
  private static final int FRAMES = 8;

  private Ending() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 0) {
      // Telemetry that goes by TLS waits for that.
      Security.getProviders();
    }
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket listener = new ServerSocket(0, 50, loopback);
    for (int i = 0; i < CONNECTIONS; i++) {
      try (Socket client = new Socket(loopback, listener.getLocalPort())) {
        if (i == 0) {
          Thread.sleep(WAIT_MILLIS);
        }
        listener.accept().close();
        client.getInputStream().read();
      }
    }
    // A signal has no last line of main's.
    Runtime.getRuntime().addShutdownHook(new Thread(Ending::watch, "hook"));
    System.out.println("READY");
    String how =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    System.out.println("ENDS " + System.currentTimeMillis());
    if ("exit".equals(how)) {
      System.exit(0);
    }
  }

  private static void watch() {
    long begun = System.nanoTime();
    Thread watch =
        new Thread(
            () -> {
              try {
                while (true) {
                  print((System.nanoTime() - begun) / 1_000_000);
                  Thread.sleep(100);
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void print(long millis) {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      if (each.getKey().getName().startsWith("acceptlag")) {
        StringBuilder line = new StringBuilder();
        line.append("AFTER ").append(millis).append(" ms ").append(each.getKey().getName());
        StackTraceElement[] stack = each.getValue();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
          line.append(i == 0 ? ": " : " < ").append(stack[i]);
        }
        System.out.println(line);
      }
    }
  }
}
