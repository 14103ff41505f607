package example.server;

/** H2's TCP server, as "java -cp h2.jar org.h2.tools.Server -tcp" starts it. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    org.h2.tools.Server server =
        org.h2.tools.Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    System.out.println("READY " + server.getPort());
    System.in.read();
    server.stop();
  }
}
