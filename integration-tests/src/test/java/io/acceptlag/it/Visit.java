package io.acceptlag.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;

/**
 * One client of {@code example.unserved.Readers}, and for how long its first data truly waited to
 * be read. Truth is System.nanoTime on both sides, which is one clock for the whole machine. It is
 * a range, because both the write and the read take a while.
 */
final class Visit implements Runnable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int LATE_MILLIS = 700;
  private static final int PARTS = 20;
  private static final int PART_MILLIS = 100;

  /** What a client does with its connection. */
  enum Client {
    AT_ONCE,
    /** It speaks a while after it has connected. */
    LATE,
    /** It sends a part each 100 ms. */
    IN_PARTS,
    /** It sends, and closes its side at once. */
    CLOSING,
    /** It says nothing, until it leaves. */
    NEVER
  }

  private final Client client;
  private final int port;
  private final byte[] first;
  private final CountDownLatch leaves = new CountDownLatch(1);
  private volatile long sendsNanos;
  private volatile long sentNanos;

  /**
   * @param first what it sends first
   */
  Visit(Client client, int port, byte[] first) {
    this.client = client;
    this.port = port;
    this.first = first;
  }

  Visit start() {
    Thread thread = new Thread(this);
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  @Override
  public void run() {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.ipv4(port));
      if (client == Client.NEVER) {
        leaves.await();
        return;
      }
      if (client == Client.LATE) {
        Thread.sleep(LATE_MILLIS);
      }
      send(socket.getOutputStream());
      if (client == Client.CLOSING) {
        socket.shutdownOutput();
      }
      socket.getInputStream().read();
    } catch (Exception e) {
      System.out.println(this + ": " + e);
    }
  }

  private void send(OutputStream out) throws IOException, InterruptedException {
    int parts = client == Client.IN_PARTS ? PARTS : 1;
    for (int i = 0; i < parts; i++) {
      if (i > 0) {
        Thread.sleep(PART_MILLIS);
      }
      int from = first.length * i / parts;
      byte[] part = Arrays.copyOfRange(first, from, first.length * (i + 1) / parts);
      if (i == 0) {
        sendsNanos = System.nanoTime();
        sentNanos = sendsNanos;
      }
      out.write(part);
      if (i == 0) {
        sentNanos = System.nanoTime();
      }
    }
  }

  Client client() {
    return client;
  }

  int port() {
    return port;
  }

  void leave() {
    leaves.countDown();
  }

  /** From the later of accept and first data to the first read. */
  long atLeastMillis(AgentJvm jvm) throws InterruptedException {
    MatchResult read = read(jvm);
    long sinceNanos = Math.max(Long.parseLong(read.group(1)), sentNanos);
    return Math.max(0, Long.parseLong(read.group(2)) - sinceNanos) / 1_000_000;
  }

  /**
   * The same. The server learns of a connection after the agent does, so that its accept does not
   * bound this. By TLS the read ends when all of the first message has been read.
   */
  long atMostMillis(AgentJvm jvm) throws InterruptedException {
    return Math.max(0, Long.parseLong(read(jvm).group(3)) - sendsNanos) / 1_000_000;
  }

  MatchResult read(AgentJvm jvm) throws InterruptedException {
    return jvm.awaitStdout("^READ " + port + " (\\d+) (\\d+) (\\d+)", SOON);
  }

  @Override
  public String toString() {
    return client + " on port " + port;
  }
}
