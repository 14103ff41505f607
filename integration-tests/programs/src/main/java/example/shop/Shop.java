package example.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/**
 * Accepts in thread "shop-acceptor", with a backlog of 4, and keeps the connections. The line
 * "stick" makes it stay with the next one until the line "go on"; "quit", or the end of standard
 * input, ends it.
 */
public final class Shop {
  private static final int BACKLOG = 4;

  private final ServerSocket listener;
  private final List<Socket> customers = new ArrayList<>();
  private volatile boolean sticks;

  private Shop(ServerSocket listener) {
    this.listener = listener;
  }

  public static void main(String[] args) throws IOException {
    // As most shops do that talk to anybody by TLS; telemetry that does so waits for it.
    Security.getProviders();
    Shop shop = new Shop(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread acceptor = new Thread(shop::acceptAll, "shop-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("READY " + shop.listener.getLocalPort());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
      shop.sticks = line.equals("stick");
      System.out.println(shop.sticks ? "STICKS at the next" : "GOES ON");
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket customer = listener.accept();
        // Decided before anyone is told of this customer, and may ask to stick at the next.
        boolean sticksHere = sticks;
        System.out.println("ACCEPTED " + customer.getPort() + " " + System.currentTimeMillis());
        customers.add(customer);
        if (sticksHere) {
          welcome();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void welcome() throws InterruptedException {
    while (sticks) {
      Thread.sleep(10);
    }
  }
}
