package example.silence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Clients that come again as soon as they are served, and so never offer more than a server can
 * take. Arguments: the first of its ports, and how many there are. On standard input: {@code kind
 * clients milliseconds}, where the kinds are
 *
 * <ul>
 *   <li>"keepalive": an HTTP request after the other, a hundred on a connection;
 *   <li>"http": a connection for each HTTP request;
 *   <li>"byte": a connection for each byte that is answered;
 *   <li>"tls": the same by TLS, with a handshake each;
 *   <li>"probe": connects from 127.0.0.9, looks a while, and leaves with a RST;
 *   <li>"talk": says something now and then for a while, and takes no answer; nothing at all at the
 *       last of the ports.
 * </ul>
 *
 * Then prints {@code DONE kind served longest}: the longest time, in milliseconds, from the
 * beginning of a connect to the first byte. Of the connect's end a client may be told late.
 */
public final class Regulars {
  private static final int REQUESTS = 100;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int PROBE_MILLIS = 200;
  private static final int TALK_EVERY_MILLIS = 200;

  /** Longer than an agent waits before it says that nobody reads. */
  private static final int TALK_MILLIS = 3_500;

  private final int firstPort;
  private final int ports;
  private final SSLContext tls;
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong longestMillis = new AtomicLong();

  private Regulars(int firstPort, int ports, SSLContext tls) {
    this.firstPort = firstPort;
    this.ports = ports;
    this.tls = tls;
  }

  public static void main(String[] args) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
    System.out.println("READY");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      Regulars regulars = new Regulars(Integer.parseInt(args[0]), Integer.parseInt(args[1]), tls);
      regulars.come(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
      System.out.println("DONE " + words[0] + " " + regulars.served + " " + regulars.longestMillis);
    }
  }

  private void come(String kind, int clients, long millis) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Thread thread = new Thread(() -> comeAgain(kind, endNanos), kind + "-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void comeAgain(String kind, long endNanos) {
    try {
      while (System.nanoTime() - endNanos < 0) {
        comeOnce(kind, endNanos);
      }
    } catch (IOException | InterruptedException e) {
      System.out.println("FAILED " + e);
    }
  }

  private void comeOnce(String kind, long endNanos) throws IOException, InterruptedException {
    switch (kind) {
      case "keepalive":
        request(REQUESTS, endNanos);
        break;
      case "http":
        request(1, endNanos);
        break;
      case "byte":
        exchangeByte();
        break;
      case "tls":
        handshake();
        break;
      case "probe":
        probe();
        break;
      case "talk":
        talk(endNanos);
        break;
      default:
        throw new IllegalArgumentException(kind);
    }
  }

  private void request(int times, long endNanos) throws IOException {
    long beganNanos = System.nanoTime();
    try (Socket client = connect()) {
      for (int i = times; i > 0; i--) {
        boolean last = i == 1 || System.nanoTime() - endNanos >= 0;
        client
            .getOutputStream()
            .write(
                ("GET / HTTP/1.1\r\nHost: localhost\r\n"
                        + (last ? "Connection: close\r\n\r\n" : "\r\n"))
                    .getBytes(US_ASCII));
        awaitOk(client.getInputStream(), i == times ? beganNanos : 0);
        served.incrementAndGet();
        if (last) {
          return;
        }
      }
    }
  }

  /** The body, which ends with it, is the only place that has it behind an empty line. */
  private void awaitOk(InputStream in, long beganNanos) throws IOException {
    StringBuilder answer = new StringBuilder();
    int body = -1;
    while (body < 0 || answer.indexOf("ok", body) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no answer but: " + answer);
      }
      if (answer.length() == 0 && beganNanos != 0) {
        tell(beganNanos);
      }
      answer.append((char) next);
      body = body < 0 && next == '\n' ? answer.indexOf("\r\n\r\n") : body;
    }
  }

  private void exchangeByte() throws IOException {
    long beganNanos = System.nanoTime();
    try (Socket client = connect()) {
      exchangeByte(client);
      tell(beganNanos);
    }
  }

  private void handshake() throws IOException {
    long beganNanos = System.nanoTime();
    try (Socket connection = connect()) {
      try (Socket client =
          tls.getSocketFactory()
              .createSocket(connection, "localhost", connection.getPort(), true)) {
        exchangeByte(client);
        tell(beganNanos);
      }
    }
  }

  private void exchangeByte(Socket client) throws IOException {
    client.getOutputStream().write(1);
    if (client.getInputStream().read() < 0) {
      throw new IOException("no answer");
    }
    served.incrementAndGet();
  }

  private void probe() throws IOException, InterruptedException {
    try (Socket scanner = new Socket()) {
      scanner.setSoLinger(true, 0);
      scanner.bind(new InetSocketAddress(Loopback.ipv4(9), 0));
      scanner.connect(new InetSocketAddress(Loopback.ipv4(1), firstPort), TIMEOUT_MILLIS);
      Thread.sleep(PROBE_MILLIS);
      served.incrementAndGet();
    }
  }

  private void talk(long endNanos) throws IOException, InterruptedException {
    try (Socket client = connect()) {
      boolean silent = client.getPort() == firstPort + ports - 1;
      long leavesNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TALK_MILLIS);
      while (System.nanoTime() - leavesNanos < 0 && System.nanoTime() - endNanos < 0) {
        if (!silent) {
          client.getOutputStream().write(new byte[100]);
        }
        Thread.sleep(TALK_EVERY_MILLIS);
      }
      served.incrementAndGet();
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket();
    client.setSoTimeout(TIMEOUT_MILLIS);
    client.setTcpNoDelay(true);
    int port = firstPort + ThreadLocalRandom.current().nextInt(ports);
    client.connect(new InetSocketAddress(Loopback.ipv4(1), port), TIMEOUT_MILLIS);
    return client;
  }

  private void tell(long beganNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    longestMillis.accumulateAndGet(millis, Math::max);
  }

  /** Whoever it is. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
