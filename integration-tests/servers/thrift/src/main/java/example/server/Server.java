package example.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.thrift.TException;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.server.TThreadedSelectorServer;
import org.apache.thrift.transport.TNonblockingServerSocket;
import org.apache.thrift.transport.TServerSocket;

/**
 * Thrift's server that the argument names: {@code pool} or {@code selector}. Answers each frame's
 * byte with itself; 's' after {@code thrift.sleepMillis}.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    int port;
    TServer server;
    if (args[0].equals("pool")) {
      TServerSocket socket = new TServerSocket(address);
      port = socket.getServerSocket().getLocalPort();
      server =
          new TThreadPoolServer(
              new TThreadPoolServer.Args(socket)
                  .processor(new Echo())
                  .maxWorkerThreads(Integer.getInteger("thrift.workers", 1_000)));
    } else {
      TNonblockingServerSocket socket = new TNonblockingServerSocket(address);
      port = socket.getPort();
      server =
          new TThreadedSelectorServer(
              new TThreadedSelectorServer.Args(socket)
                  .processor(new Echo())
                  .selectorThreads(1)
                  .workerThreads(Integer.getInteger("thrift.workers", 5)));
    }
    Thread acceptor = new Thread(server::serve, "shop-serve");
    acceptor.start();
    System.out.println("READY " + port);
    System.in.read();
    server.stop();
  }

  /** The application's. */
  private static final class Echo implements TProcessor {
    @Override
    public void process(TProtocol in, TProtocol out) throws TException {
      byte read = in.readByte();
      if (read == 's') {
        sleep();
      }
      out.writeByte(read);
      out.getTransport().flush();
    }

    private static void sleep() {
      try {
        System.out.println("SLEEPS");
        Thread.sleep(Long.getLong("thrift.sleepMillis"));
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }
  }
}
