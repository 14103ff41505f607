package example.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;

/**
 * Accepts in main, and has a pool of eight threads serve what it takes. Each of them asks a back
 * end first, by an HttpClient that has one connection for all of them; and the back end never
 * answers.
 *
 * <p>Prints {@code READY} and the port. At {@code end} the back end closes its connections, and
 * those that come. Ends at the end of standard input.
 */
public final class Gateway {
  private static final int BACKLOG = 1000;
  private static final int THREADS = 8;

  /** Connections of the back end. */
  private static final List<Socket> HELD = new ArrayList<>();

  private static boolean answers;

  private Gateway() {}

  public static void main(String[] args) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket backEnd = new ServerSocket(0, BACKLOG, loopback);
    start("back end", () -> holdAll(backEnd));
    start("input", Gateway::obey);
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(1)
                    .setMaxConnPerRoute(1)
                    .build())
            .disableAutomaticRetries()
            .build();
    String url = "http://127.0.0.1:" + backEnd.getLocalPort() + "/";
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    ServerSocket listener = new ServerSocket(0, BACKLOG, loopback);
    System.out.println("READY " + listener.getLocalPort());
    while (true) {
      Socket socket = listener.accept();
      pool.execute(() -> serve(socket, client, url));
    }
  }

  private static void serve(Socket socket, CloseableHttpClient client, String url) {
    try {
      ask(client, url);
      socket.getInputStream().read();
      socket.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  private static void ask(CloseableHttpClient client, String url) {
    try {
      client.execute(new HttpGet(url), answer -> null);
    } catch (IOException e) {
      // The back end has closed.
    }
  }

  private static void holdAll(ServerSocket backEnd) {
    try {
      while (true) {
        hold(backEnd.accept());
      }
    } catch (IOException e) {
      // It ends with the process.
    }
  }

  private static void hold(Socket asking) throws IOException {
    synchronized (HELD) {
      if (answers) {
        asking.close();
      } else {
        HELD.add(asking);
      }
    }
  }

  private static void obey() {
    try {
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while ("end".equals(commands.readLine())) {
        synchronized (HELD) {
          answers = true;
          for (Socket asking : HELD) {
            asking.close();
          }
        }
        System.out.println("DONE end");
      }
    } catch (IOException e) {
      // Its input has ended.
    }
    System.exit(0);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
