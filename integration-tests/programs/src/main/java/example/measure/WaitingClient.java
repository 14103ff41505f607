package example.measure;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** A client in the queue, and when it connected. */
final class WaitingClient {
  /** What a client does while it waits. */
  enum Doing {
    NOTHING(false),
    DATA(false),
    FIN(true),
    DATA_AND_FIN(true),
    RST(true);

    final boolean leaves;

    Doing(boolean leaves) {
      this.leaves = leaves;
    }

    /** All of them in turn. */
    static Doing inTurn(int i) {
      return values()[i % values().length];
    }
  }

  final Doing doing;
  final Socket socket = new Socket();
  final long startNanos;
  final long connectedNanos;

  WaitingClient(ServerSocket server, Doing doing) throws IOException {
    this.doing = doing;
    startNanos = System.nanoTime();
    socket.connect(server.getLocalSocketAddress(), 5_000);
    connectedNanos = System.nanoTime();
  }

  void act() throws IOException {
    if (doing == Doing.DATA || doing == Doing.DATA_AND_FIN) {
      socket.getOutputStream().write(new byte[100]);
    }
    if (doing == Doing.FIN || doing == Doing.DATA_AND_FIN) {
      socket.shutdownOutput();
    }
    if (doing == Doing.RST) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
