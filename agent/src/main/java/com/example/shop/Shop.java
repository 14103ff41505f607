package com.example.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A web shop with a fault that real ones have: HttpServer was given no executor, so it calls the
 * handlers on the one thread that accepts, and one of them is slow.
 */
public final class Shop {
  private static final int DEFAULT_BACKLOG = 0;
  private static final int OK = 200;
  private static final int NO_BODY = -1;

  private Shop() {}

  /** Says on stdout which port it listens on; ends with its standard input. */
  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), DEFAULT_BACKLOG);
    server.createContext("/", Shop::showCatalogue);
    server.createContext("/report", Shop::showReport);
    server.start();
    System.out.println("port " + server.getAddress().getPort());
    // A parent that was killed could not end this process, but its end of the pipe is closed.
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static void showCatalogue(HttpExchange exchange) throws IOException {
    answer(exchange, System.nanoTime());
  }

  private static void showReport(HttpExchange exchange) throws IOException {
    long takenNanos = System.nanoTime();
    Database.queryOrdersOfTheYear();
    answer(exchange, takenNanos);
  }

  /** Tells the client when its connection had been taken: it cannot know, and the demo asks. */
  private static void answer(HttpExchange exchange, long takenNanos) throws IOException {
    exchange.getResponseHeaders().set("Taken-Nanos", Long.toString(takenNanos));
    exchange.sendResponseHeaders(OK, NO_BODY);
    exchange.close();
  }
}
