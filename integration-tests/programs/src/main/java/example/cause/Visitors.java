package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that come in numbers to the server at the port of the first argument. On standard input:
 *
 * <ul>
 *   <li>"burst N": N at once, which stay; "burst N ADDRESS": from that address of this machine;
 *   <li>"talk N": N at once, which send a byte as soon as they are connected, and stay;
 *   <li>"speak MILLIS": each that stays, and is connected as it believes, sends its first byte, so
 *       long after the one before;
 *   <li>"steady N MILLIS": N a second for so long, which stay, whether they are served or not;
 *   <li>"turns N MILLIS": N, each of which leaves when it is served, and comes again; prints SERVED
 *       and how often that was.
 * </ul>
 *
 * The end of the input ends the program, and all visits.
 */
public final class Visitors {
  private final InetSocketAddress server;
  private final List<SocketChannel> staying = new ArrayList<>();

  /** How many of them have been asked to speak. */
  private int asked;

  private final AtomicLong served = new AtomicLong();

  private Visitors(InetSocketAddress server) {
    this.server = server;
  }

  public static void main(String[] args) throws Exception {
    Visitors visitors =
        new Visitors(new InetSocketAddress(Loopback.ipv4(), Integer.parseInt(args[0])));
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      visitors.obey(line.split(" ", -1));
      System.out.println("DONE " + line);
    }
  }

  private void obey(String[] command) throws Exception {
    int count = Integer.parseInt(command[1]);
    switch (command[0]) {
      case "burst":
        burst(count, command.length > 2 ? command[2] : null);
        break;
      case "talk":
        talk(count);
        break;
      case "speak":
        speak(count);
        break;
      case "steady":
        steady(count, Long.parseLong(command[2]));
        break;
      case "turns":
        turns(count, Long.parseLong(command[2]));
        break;
      default:
        throw new IllegalArgumentException(command[0]);
    }
  }

  private void burst(int count, String from) throws IOException {
    List<SocketChannel> burst = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      burst.add(SocketChannel.open());
      burst.get(i).configureBlocking(false);
      if (from != null) {
        burst.get(i).bind(new InetSocketAddress(from, 0));
      }
    }
    for (SocketChannel visitor : burst) {
      visitor.connect(server);
    }
    staying.addAll(burst);
  }

  private void talk(int count) throws IOException {
    List<SocketChannel> talking = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      talking.add(SocketChannel.open());
      talking.get(i).configureBlocking(false);
    }
    for (SocketChannel visitor : talking) {
      if (visitor.connect(server) || visitor.finishConnect()) {
        visitor.write(ByteBuffer.wrap(new byte[1]));
      }
    }
    staying.addAll(talking);
  }

  private void speak(long pauseMillis) throws IOException {
    for (; asked < staying.size(); asked++) {
      SocketChannel visitor = staying.get(asked);
      if (visitor.finishConnect()) {
        visitor.write(ByteBuffer.wrap(new byte[1]));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      }
    }
  }

  private void steady(int perSecond, long millis) throws IOException {
    long count = perSecond * millis / 1_000;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(i) / perSecond - System.nanoTime());
      SocketChannel visitor = SocketChannel.open();
      visitor.configureBlocking(false);
      visitor.connect(server);
      staying.add(visitor);
    }
  }

  private void turns(int count, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(() -> comeAgain(end), "visitor-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("SERVED " + served.getAndSet(0));
  }

  /** Once at least, however late the thread begins. */
  private void comeAgain(long endNanos) {
    do {
      try (Socket visitor = new Socket()) {
        visitor.connect(server);
        visitor.getInputStream().read();
        served.incrementAndGet();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    } while (System.nanoTime() - endNanos < 0);
  }
}
