package example.cause;

import java.io.IOException;
import java.net.Socket;

/** The acceptor reads what another process prints, which prints nothing until it ends. */
final class SlowProcess implements Trouble {
  private final String seconds;
  private volatile boolean begun;

  SlowProcess(long millis) {
    seconds = Double.toString(millis / 1000.0);
  }

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) throws IOException {
    if (begun) {
      begun = false;
      new ProcessBuilder("sleep", seconds).start().getInputStream().read();
    }
  }
}
