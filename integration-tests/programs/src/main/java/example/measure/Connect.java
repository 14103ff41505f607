package example.measure;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client: connects once for each line {@code <address> <port>} on standard input, and prints
 * {@code CONNECTED <own port>}. {@code quit} ends the program.
 */
public final class Connect {
  private Connect() {}

  public static void main(String[] args) throws Exception {
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      String[] words = line.split(" ", -1);
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getByName(words[0]), Integer.parseInt(words[1])),
            10_000);
        System.out.println("CONNECTED " + socket.getLocalPort());
      }
    }
  }
}
