package example.cause;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** The acceptor logs each visit to a pipe, and whoever reads the pipe has stopped doing so. */
final class FullLogPipe implements Trouble {
  private static final int PIPE_CAPACITY = 64 * 1024;

  private final Logger log = Logger.getLogger("shop.visits");
  private volatile String visit = "visit";

  /**
   * @param pipe a named pipe that a reader has opened
   */
  FullLogPipe(String pipe) throws IOException {
    log.setUseParentHandlers(false);
    log.addHandler(new StreamHandler(new FileOutputStream(pipe), new SimpleFormatter()));
  }

  @Override
  public void begin() {
    char[] details = new char[2 * PIPE_CAPACITY];
    Arrays.fill(details, '.');
    visit = new String(details);
  }

  @Override
  public void meet(Socket connection) {
    log.info(visit);
  }

  @Override
  public void end() {
    visit = "visit";
  }
}
