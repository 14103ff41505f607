package example.measure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Several acceptors, as many as the argument says, on one ServerSocketChannel. Each connection gets
 * one byte and is closed.
 *
 * <p>Prints {@code READY <port>}; on {@code figures} from standard input {@code FIGURES <accepted>
 * <delayed> <unmeasured> <sum of waits in ms>} as the agent recorded them. {@code quit} ends the
 * program.
 */
public final class RacingAcceptors {
  private RacingAcceptors() {}

  public static void main(String[] args) throws Exception {
    Recorded.awaitAgent();
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(loopback, 0), 1_000);
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      Thread acceptor = new Thread(() -> acceptForEver(server), "acceptor");
      acceptor.setDaemon(true);
      acceptor.start();
    }
    System.out.println("READY " + server.socket().getLocalPort());
    Recorded recorded = Recorded.of(server);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      System.out.println(
          "FIGURES "
              + recorded.accepted()
              + " "
              + recorded.delayed()
              + " "
              + recorded.unmeasured()
              + " "
              + recorded.waitSumMillis());
    }
  }

  private static void acceptForEver(ServerSocketChannel server) {
    try {
      for (; ; ) {
        try (SocketChannel channel = server.accept()) {
          channel.write(ByteBuffer.wrap(new byte[1]));
        }
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
