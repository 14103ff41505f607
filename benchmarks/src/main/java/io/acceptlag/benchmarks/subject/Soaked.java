package io.acceptlag.benchmarks.subject;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Accepts as fast as the machine gives, while another listener goes in and out of trouble and
 * further ones are opened and closed. Prints {@code ROW <seconds> <accepts> <counted by the agent>
 * <heap KiB after collection> <threads> <descriptors>} now and then, and at its end, after so many
 * seconds or accepts, {@code END <accepts> <counted>}. Ends with its input.
 */
public final class Soaked {
  private static final int CLIENTS = 2;
  private static final int ROWS = 15;
  private static final long TRICKLE_MILLIS = 20;
  private static final long STUCK_MILLIS = 600;

  private static final AtomicLong accepted = new AtomicLong();
  private static volatile boolean ending;

  private Soaked() {}

  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[0]);
    long acceptsMax = Long.parseLong(args[1]);
    ServerSocket listener = listener(200);
    start(() -> accept(listener, false));
    ServerSocket flapping = listener(2);
    start(() -> accept(flapping, true));
    for (int i = 0; i < CLIENTS; i++) {
      start(() -> connect(listener, 0));
    }
    start(() -> connect(flapping, TRICKLE_MILLIS));
    start(Soaked::openAndClose);
    long startNanos = System.nanoTime();
    for (int row = 1; row <= ROWS && accepted.get() < acceptsMax; row++) {
      Thread.sleep(1000 * seconds / ROWS);
      long truth = accepted.get();
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.println(
          "ROW "
              + (System.nanoTime() - startNanos) / 1_000_000_000
              + " "
              + truth
              + " "
              + counted(listener)
              + " "
              + (runtime.totalMemory() - runtime.freeMemory()) / 1024
              + " "
              + entries("/proc/self/task")
              + " "
              + entries("/proc/self/fd"));
    }
    ending = true;
    // What is on its way.
    long before;
    do {
      before = accepted.get();
      Thread.sleep(500);
    } while (before != accepted.get());
    System.out.println("END " + accepted.get() + " " + counted(listener));
    while (System.in.read() >= 0) {
      // It may still be asked for its memory.
    }
    System.exit(0);
  }

  private static ServerSocket listener(int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              while (!ending) {
                try {
                  work.run();
                } catch (IOException | InterruptedException e) {
                  // A client that was refused, as some are.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void accept(ServerSocket listener, boolean flaps)
      throws IOException, InterruptedException {
    while (true) {
      if (flaps && System.nanoTime() / 1_000_000_000 % 4 == 0) {
        Thread.sleep(STUCK_MILLIS);
      }
      listener.accept().close();
      if (!flaps) {
        accepted.getAndIncrement();
      }
    }
  }

  private static void connect(ServerSocket to, long pauseMillis)
      throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      // No TIME_WAIT, or ports run out.
      socket.setSoLinger(true, 0);
      socket.connect(new InetSocketAddress(to.getInetAddress(), to.getLocalPort()), 2000);
    }
    Thread.sleep(pauseMillis);
  }

  private static void openAndClose() throws IOException, InterruptedException {
    try (ServerSocket brief = listener(5);
        Socket socket = new Socket(brief.getInetAddress(), brief.getLocalPort())) {
      socket.setSoLinger(true, 0);
      brief.accept().close();
    }
    Thread.sleep(TRICKLE_MILLIS);
  }

  private static int entries(String folder) {
    String[] names = new File(folder).list();
    return names == null ? -1 : names.length;
  }

  /** By reflection: what is exported can be counted after each export only. */
  private static long counted(ServerSocket listener) throws ReflectiveOperationException {
    Object receiver = Class.forName("java.net.AcceptlagHook").getField("receiver").get(null);
    Object pages = field(field(field(receiver, "recorder"), "listeners"), "pages");
    AtomicReferenceArray<?> table = (AtomicReferenceArray<?>) pages;
    for (int i = 0; i < table.length(); i++) {
      AtomicReferenceArray<?> page = (AtomicReferenceArray<?>) table.get(i);
      for (int slot = 0; page != null && slot < page.length(); slot++) {
        Object known = page.get(slot);
        if (known != null && call(known, "owner") == listener) {
          return (long) call(known, "accepted");
        }
      }
    }
    return -1;
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    return opened(field).get(of);
  }

  private static Object call(Object of, String name) throws ReflectiveOperationException {
    Method method = of.getClass().getMethod(name);
    return opened(method).invoke(of);
  }

  private static <T extends AccessibleObject> T opened(T member) {
    member.setAccessible(true);
    return member;
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }
}
