package example.cause;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;

/** The acceptor looks up each client's name, and the name server does not answer. */
final class ReverseLookup implements Trouble {
  private final DatagramSocket silentNameServer;
  private volatile boolean begun;

  /**
   * @param nameServer the address of the resolver's only name server
   */
  ReverseLookup(String nameServer) throws IOException {
    silentNameServer = new DatagramSocket(53, InetAddress.getByName(nameServer));
  }

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) throws IOException {
    if (silentNameServer.isClosed()) {
      throw new IllegalStateException();
    }
    if (begun) {
      connection.getInetAddress().getCanonicalHostName();
    }
  }

  @Override
  public void end() {
    begun = false;
  }
}
