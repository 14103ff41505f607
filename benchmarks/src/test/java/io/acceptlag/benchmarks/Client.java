package io.acceptlag.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Opens a connection for each request, over loopback. */
final class Client {
  private static final int TURNS = 20;
  private static final int ANSWER_MILLIS = 20_000;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private Client() {}

  /** As many as one thread can, one after another. */
  static double perSecond(int port, long millis) throws IOException {
    return load(port, millis, 0);
  }

  /**
   * Of each port, as many as one thread can within so long, a twentieth of that at a time and in
   * turn: a machine whose speed drifts is as slow for all of them.
   */
  static List<Double> perSecondInTurn(List<Integer> ports, long millis) throws IOException {
    double[] sums = new double[ports.size()];
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < sums.length; i++) {
        // Who comes first changes too: each finds the caches as the one before has left them.
        int next = (i + turn) % sums.length;
        sums[next] += perSecond(ports.get(next), millis / TURNS);
      }
    }
    return Arrays.stream(sums).mapToObj(sum -> sum / TURNS).toList();
  }

  /** As many as so many threads can. */
  static double perSecond(int port, long millis, int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        rates.add(executor.submit(() -> load(port, millis, 0)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } finally {
      executor.shutdownNow();
    }
  }

  /** So many a second to each of the ports at the same time; fewer where a server is too slow. */
  static void steady(List<Integer> ports, int perSecond, long millis) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(ports.size());
    try {
      List<Future<Double>> loads = new ArrayList<>();
      for (int port : ports) {
        loads.add(
            executor.submit(() -> load(port, millis, TimeUnit.SECONDS.toNanos(1) / perSecond)));
      }
      for (Future<Double> load : loads) {
        load.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * @param paceNanos from the beginning of one to that of the next at least
   */
  private static double load(int port, long millis, long paceNanos) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    byte[] answer = new byte[1024];
    long startNanos = System.nanoTime();
    long endNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    long count = 0;
    for (long now = startNanos; now - endNanos < 0; now = System.nanoTime()) {
      exchange(server, answer);
      count++;
      if (paceNanos > 0) {
        LockSupport.parkNanos(now + paceNanos - System.nanoTime());
      }
    }
    return count * 1e9 / (System.nanoTime() - startNanos);
  }

  private static void exchange(InetSocketAddress server, byte[] answer) throws IOException {
    try (Socket socket = new Socket()) {
      // Its end is a reset, so that no port stays in TIME_WAIT.
      socket.setSoLinger(true, 0);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.connect(server);
      socket.getOutputStream().write(REQUEST);
      if (socket.getInputStream().read(answer) < 0) {
        throw new IOException("no answer");
      }
    }
  }
}
