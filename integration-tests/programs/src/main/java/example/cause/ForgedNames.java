package example.cause;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A listener for each name that an attacker might choose: of the thread that accepts, and of the
 * one that keeps its lock, as workers are named after their requests. Clients wait at all of them.
 * Begins with the first byte of standard input, and ends with the next.
 */
public final class ForgedNames {
  private static final String FORGERY =
      " | listener=10.0.0.1:443 event=recovered incident=1 cause=none trace=00";

  /** Not by arguments, whose encoding is the system's. */
  private static final String[] NAMES = {
    "GET /x?q=" + FORGERY,
    "a\" holds. \"b" + FORGERY,
    "a\n[acceptlag] WARN b" + FORGERY + "\r\t\u0085\u2028\u2029\u001b[2K\0",
    "\ufeffz\u202eg\u2066n\u061c\u200b\udb40\udc41\u00ad\ud83d" + FORGERY,
    longName(),
  };

  private ForgedNames() {}

  private static String longName() {
    StringBuilder name = new StringBuilder();
    while (name.length() < 10_000) {
      name.append("name").append(FORGERY);
    }
    return name.toString();
  }

  public static void main(String[] args) throws Exception {
    // The agent is there.
    System.in.read();
    StringBuilder ports = new StringBuilder();
    List<Socket> clients = new ArrayList<>();
    for (String name : NAMES) {
      ServerSocket listener = new ServerSocket(0, 50, Loopback.ipv4());
      Object lock = new Object();
      start(name, () -> acceptAll(listener, lock));
      // It has accepted before, and is no server that starts.
      new Socket(Loopback.ipv4(), listener.getLocalPort()).getInputStream().read();
      CountDownLatch held = new CountDownLatch(1);
      start(name, () -> keep(lock, held));
      held.await();
      for (int i = 0; i < 4; i++) {
        clients.add(new Socket(Loopback.ipv4(), listener.getLocalPort()));
      }
      ports.append(' ').append(listener.getLocalPort());
    }
    System.out.println("READY" + ports);
    System.in.read();
    for (Socket client : clients) {
      client.close();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void acceptAll(ServerSocket listener, Object lock) {
    try {
      while (true) {
        try (Socket connection = listener.accept()) {
          synchronized (lock) {
            connection.getOutputStream().write(0);
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keep(Object lock, CountDownLatch held) {
    synchronized (lock) {
      held.countDown();
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
