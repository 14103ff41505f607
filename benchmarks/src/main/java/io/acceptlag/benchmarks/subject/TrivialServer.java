package io.acceptlag.benchmarks.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A server of a few lines. {@code start}: takes one connection, its own, and ends. {@code serve}:
 * answers every connection with a byte and closes it, until its input ends. {@code stick}: as that,
 * but sticks for two seconds at each connection that sends an {@code S}.
 */
public final class TrivialServer {
  private static final long STUCK_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private TrivialServer() {}

  public static void main(String[] args) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket server = new ServerSocket(0, 1000, loopback);
    if (args[0].equals("start")) {
      new Socket(loopback, server.getLocalPort()).close();
      server.accept().close();
      return;
    }
    boolean sticks = args[0].equals("stick");
    Thread acceptor = new Thread(() -> acceptAll(server, sticks), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("READY " + server.getLocalPort());
    while (System.in.read() >= 0) {
      // Until the end.
    }
  }

  private static void acceptAll(ServerSocket server, boolean sticks) {
    while (true) {
      try (Socket connection = server.accept()) {
        if (sticks && connection.getInputStream().read() == 'S') {
          Thread.sleep(STUCK_MILLIS);
        }
        connection.getOutputStream().write(0);
      } catch (IOException e) {
        // The client has left.
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
