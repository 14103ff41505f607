package io.acceptlag.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that the kernel completed while their server's JVM stood still, so that each waited
 * in its accept queue for a known time, whatever the server is.
 */
final class HeldConnections implements AutoCloseable {
  private static final Duration TICK_BOUND = Duration.ofSeconds(10);

  private final List<Held> connections = new ArrayList<>();

  /** A moment at which they still waited. */
  private long lastWaitingNanos;

  private HeldConnections() {}

  /**
   * Stops the JVM, connects to each of the addresses (given twice: twice), waits, and wakes the
   * JVM.
   *
   * @param hold how long the last of them waits at least
   */
  static HeldConnections hold(AgentJvm jvm, List<InetSocketAddress> addresses, Duration hold)
      throws IOException, InterruptedException {
    return holdFrom(new InetSocketAddress(0), jvm, addresses, hold);
  }

  /** The same, from an address of the client's. */
  static HeldConnections holdFrom(
      InetSocketAddress local, AgentJvm jvm, List<InetSocketAddress> addresses, Duration hold)
      throws IOException, InterruptedException {
    HeldConnections held = new HeldConnections();
    jvm.signal("STOP");
    for (InetSocketAddress address : addresses) {
      held.connections.add(new Held(local, address));
    }
    Thread.sleep(hold.toMillis());
    long lastWaiting = System.nanoTime();
    held.lastWaitingNanos = lastWaiting;
    // The kernel counts a wait in ticks, and on a busy host the next one may be late.
    Await.until(
        "a tick of the kernel", TICK_BOUND, () -> KernelTicks.lastNanos() - lastWaiting >= 0);
    jvm.signal("CONT");
    return held;
  }

  List<Held> to(int port) {
    return connections.stream().filter(held -> held.address.getPort() == port).toList();
  }

  /**
   * What the longest wait among these was at least.
   *
   * @param port theirs
   */
  Duration longestAtLeast(int port) {
    long first = to(port).stream().mapToLong(held -> held.connectedNanos).min().orElseThrow();
    return Duration.ofNanos(lastWaitingNanos - first);
  }

  @Override
  public void close() throws IOException {
    for (Held held : connections) {
      held.socket.close();
    }
  }

  /** One of them, from its client's side. */
  static final class Held {
    private final InetSocketAddress address;
    private final Socket socket = new Socket();
    private final long startNanos;
    private final long connectedNanos;

    private Held(InetSocketAddress local, InetSocketAddress address) throws IOException {
      this.address = address;
      // Since the last tick, by which the kernel may count it.
      startNanos = KernelTicks.lastNanos();
      if (!local.getAddress().isAnyLocalAddress()) {
        socket.bind(local);
      }
      socket.connect(address, 5_000);
      connectedNanos = System.nanoTime();
      socket.setSoTimeout(10_000);
    }

    Socket socket() {
      return socket;
    }

    /** Once the server has answered: what its wait was at most. */
    Duration atMostUntilNow() {
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }
}
