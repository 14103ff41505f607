package example.server;

import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.LogManager;

/** Undertow 2. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    // Undertow logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.getResponseSender().send("ok"))
            .build();
    undertow.start();
    InetSocketAddress address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    System.out.println("READY " + address.getPort());
    System.in.read();
    undertow.stop();
  }
}
