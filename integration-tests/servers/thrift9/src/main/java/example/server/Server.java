package example.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.thrift.TException;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;

/**
 * Thrift's server with a pool of {@code thrift.workers} threads, as HiveServer2 has it: each keeps
 * one connection. Answers each byte with itself.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    TThreadPoolServer server =
        new TThreadPoolServer(
            new TThreadPoolServer.Args(new TServerSocket(socket))
                .processor(new Echo())
                .minWorkerThreads(1)
                .maxWorkerThreads(Integer.getInteger("thrift.workers", 1_000))
                // How long it tries to find a worker for a connection.
                .requestTimeout(20));
    Thread acceptor = new Thread(server::serve, "shop-accept");
    acceptor.start();
    System.out.println("READY " + socket.getLocalPort());
    System.in.read();
    server.stop();
  }

  /** The application's. */
  private static final class Echo implements TProcessor {
    @Override
    public boolean process(TProtocol in, TProtocol out) throws TException {
      out.writeByte(in.readByte());
      out.getTransport().flush();
      return true;
    }
  }
}
