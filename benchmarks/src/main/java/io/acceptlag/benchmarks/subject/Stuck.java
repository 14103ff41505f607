package io.acceptlag.benchmarks.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the agent costs in trouble: ten listeners, all stuck, each with a pool of a hundred threads
 * named as Tomcat's are. Prints which share of one core, in percent, the agent took in the first
 * seconds, when it looks most often, and from then on. The JVM's own thread, which walks stacks for
 * it, counts as well: nothing else runs here.
 */
public final class Stuck {
  private static final int LISTENERS = 10;
  private static final int WORKERS = 100;
  private static final int FRAMES = 40;
  private static final int CLIENTS = 5;
  private static final long AGENT_STARTS_MILLIS = 3_000;
  private static final long FIRST_MILLIS = 5_000;
  private static final long LATER_MILLIS = 30_000;

  private Stuck() {}

  public static void main(String[] args) throws Exception {
    // What is accepted before it is there, it does not see.
    Thread.sleep(AGENT_STARTS_MILLIS);
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      String pool = "http-nio-" + server.getLocalPort();
      for (int j = 1; j <= WORKERS; j++) {
        start(pool + "-exec-" + j, () -> descend(FRAMES));
      }
      start(pool + "-Acceptor", () -> acceptOnce(server));
      for (int j = 0; j <= CLIENTS; j++) {
        clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
      }
    }
    double first = share(FIRST_MILLIS);
    System.out.println(first + " " + share(LATER_MILLIS));
    System.exit(clients.size() < LISTENERS ? 1 : 0);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 256 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  private static void acceptOnce(ServerSocket server) {
    try {
      server.accept();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    descend(FRAMES);
  }

  private static void descend(int frames) {
    if (frames > 0) {
      descend(frames - 1);
    }
    while (true) {
      LockSupport.park();
    }
  }

  /** In percent of one core. */
  private static double share(long millis) throws Exception {
    long startNanos = System.nanoTime();
    long before = agentNanos();
    Thread.sleep(millis);
    return 100.0 * (agentNanos() - before) / (System.nanoTime() - startNanos);
  }

  /** What the agent's threads, and the JVM's for it, have run so far. */
  private static long agentNanos() throws Exception {
    long nanos = 0;
    for (File task : new File("/proc/self/task").listFiles()) {
      Path folder = task.toPath();
      String name = read(folder.resolve("comm"));
      if (name.startsWith("acceptlag") || name.equals("VM Thread")) {
        nanos += Long.parseLong(read(folder.resolve("schedstat")).split(" ", -1)[0]);
      }
    }
    return nanos;
  }

  private static String read(Path file) throws Exception {
    return new String(Files.readAllBytes(file), UTF_8).trim();
  }
}
