package example.field;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of a port on loopback. Arguments: the port, and in hexadecimal what an honest client says
 * first, and how the server's answer begins. Each command of standard input is answered by a line
 * that begins with DONE:
 *
 * <ul>
 *   <li>{@code visit}: one honest client; "true" if it was served;
 *   <li>{@code load clients millis}: clients that come again as soon as they are served; the
 *       longest time, in milliseconds, from a connect to the answer, or what failed;
 *   <li>{@code hold clients hex}: clients that say that, and stay;
 *   <li>{@code burst clients}: clients that come all at once, and stay; how many were not taken at
 *       once;
 *   <li>{@code leave}: all of them do.
 * </ul>
 */
public final class Clients {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final InetSocketAddress server;
  private final byte[] request;
  private final String answer;
  private final List<AutoCloseable> staying = new ArrayList<>();

  private Clients(int port, byte[] request, String answer) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.request = request;
    this.answer = answer;
  }

  public static void main(String[] args) throws Exception {
    Clients clients =
        new Clients(
            Integer.parseInt(args[0]), bytes(args[1]), new String(bytes(args[2]), ISO_8859_1));
    System.out.println("READY");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println("DONE " + clients.obey(line.split(" ", -1)));
    }
  }

  private String obey(String[] words) throws Exception {
    switch (words[0]) {
      case "visit":
        return Boolean.toString(isServed());
      case "load":
        return load(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      case "hold":
        hold(Integer.parseInt(words[1]), bytes(words[2]));
        return "";
      case "burst":
        return Integer.toString(burst(Integer.parseInt(words[1])));
      default:
        leave();
        return "";
    }
  }

  private boolean isServed() {
    try {
      visit();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void visit() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      byte[] got = new byte[Math.max(1, answer.length())];
      int length = 0;
      for (int read = 0; read != -1 && length < got.length; length += Math.max(read, 0)) {
        read = socket.getInputStream().read(got, length, got.length - length);
      }
      String text = new String(got, 0, length, ISO_8859_1);
      if (text.isEmpty() || !text.startsWith(answer)) {
        throw new IOException("the answer begins with \"" + text + "\"");
      }
    }
  }

  private String load(int clients, long millis) throws InterruptedException {
    AtomicLong longestNanos = new AtomicLong();
    List<String> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (int i = 0; i < clients; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  comeAgain(end, longestNanos);
                } catch (IOException e) {
                  synchronized (failures) {
                    failures.add(e.toString());
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return failures.isEmpty()
        ? Long.toString(TimeUnit.NANOSECONDS.toMillis(longestNanos.get()))
        : failures.toString();
  }

  private void comeAgain(long end, AtomicLong longestNanos) throws IOException {
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      visit();
      longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
  }

  private void hold(int clients, byte[] words) throws IOException {
    for (int i = 0; i < clients; i++) {
      Socket client = new Socket();
      staying.add(client);
      client.connect(server, TIMEOUT_MILLIS);
      client.getOutputStream().write(words);
    }
  }

  private int burst(int clients) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < clients; i++) {
        SocketChannel client = SocketChannel.open();
        staying.add(client);
        client.configureBlocking(false);
        if (!client.connect(server)) {
          client.register(selector, SelectionKey.OP_CONNECT);
        }
      }
      // A SYN is sent again after a second; the others are answered at once.
      awaitConnected(selector, 500);
      int late = selector.keys().size();
      awaitConnected(selector, TIMEOUT_MILLIS);
      return late;
    }
  }

  private static void awaitConnected(Selector selector, long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis;
        !selector.keys().isEmpty() && left > 0;
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      selector.select(left);
      takeConnected(selector);
    }
    // It may be this program that is late.
    selector.selectNow();
    takeConnected(selector);
  }

  private static void takeConnected(Selector selector) throws IOException {
    for (SelectionKey key : selector.selectedKeys()) {
      ((SocketChannel) key.channel()).finishConnect();
      key.cancel();
    }
    selector.selectedKeys().clear();
    // Takes out those that were cancelled.
    selector.selectNow();
  }

  private void leave() throws Exception {
    for (AutoCloseable client : staying) {
      client.close();
    }
    staying.clear();
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
