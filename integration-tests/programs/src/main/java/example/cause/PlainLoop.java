package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Accepts in thread "shop-acceptor", answers each connection with a byte and keeps it. Arguments:
 * the backlog, then what {@link Troubles} takes.
 *
 * <p>On standard input: "listen"; "begin" and "end" of the trouble; "close" the listener. "end"
 * closes all connections too. The end of the input ends the program.
 */
public final class PlainLoop {
  private final ServerSocket listener;
  private final Trouble trouble;
  private final List<Socket> connections = Collections.synchronizedList(new ArrayList<>());

  private PlainLoop(ServerSocket listener, Trouble trouble) {
    this.listener = listener;
    this.trouble = trouble;
  }

  public static void main(String[] args) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    // Not at once: no agent sees what is opened before it looks.
    if (!"listen".equals(commands.readLine())) {
      return;
    }
    Trouble trouble = Troubles.named(args[1], args);
    ServerSocket listener = trouble.listen(Integer.parseInt(args[0]));
    System.out.println("READY " + listener.getLocalPort());
    trouble.start();
    PlainLoop loop = new PlainLoop(listener, trouble);
    Thread acceptor = new Numbered(loop::acceptAll, "shop-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      loop.obey(line);
      System.out.println("DONE " + line);
    }
  }

  private void obey(String line) throws Exception {
    switch (line) {
      case "begin":
        trouble.begin();
        break;
      case "end":
        trouble.end();
        closeConnections();
        break;
      case "close":
        listener.close();
        break;
      default:
        throw new IllegalArgumentException(line);
    }
  }

  private void acceptAll() {
    try {
      while (!listener.isClosed()) {
        acceptOne();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void acceptOne() throws InterruptedException {
    Socket connection;
    try {
      connection = listener.accept();
    } catch (IOException e) {
      if (!listener.isClosed()) {
        trouble.acceptFailed(e);
      }
      return;
    }
    connections.add(connection);
    try {
      trouble.meet(connection);
      connection.getOutputStream().write(0);
    } catch (IOException e) {
      // The client's affair: it has left.
    }
  }

  private void closeConnections() throws IOException {
    synchronized (connections) {
      for (Socket connection : connections) {
        connection.close();
      }
      connections.clear();
    }
  }

  /** Has a number, a state and a stack of the shop's own, as Java lets a class have them. */
  private static final class Numbered extends Thread {
    Numbered(Runnable work, String name) {
      super(work, name);
    }

    @Override
    @SuppressWarnings("deprecation") // From Java 19 on, because of what is tried here.
    public long getId() {
      return 0;
    }

    @Override
    public State getState() {
      return State.NEW;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return new StackTraceElement[0];
    }
  }
}
