package io.acceptlag.agent.telemetry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is left of a collector that is dying: it hangs up on whoever calls, and counts the calls.
 */
final class HangingUp implements AutoCloseable {
  private final ServerSocket listener;
  private final AtomicInteger calls = new AtomicInteger();

  private HangingUp(ServerSocket listener) {
    this.listener = listener;
  }

  /** For a collector that is to die: on one that the kernel chooses nobody could follow it. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  static HangingUp on(int port) throws IOException {
    HangingUp hangingUp =
        new HangingUp(
            new ServerSocket(port, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
    Thread thread = new Thread(hangingUp::answerAll, "hangs up");
    thread.setDaemon(true);
    thread.start();
    return hangingUp;
  }

  private void answerAll() {
    try {
      while (true) {
        listener.accept().close();
        calls.incrementAndGet();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  void awaitCalls(int count) throws InterruptedException {
    TestCollector.await(count + " calls", () -> calls.get() >= count);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
