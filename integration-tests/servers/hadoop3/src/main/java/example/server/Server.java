package example.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.ProtocolSignature;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.VersionedProtocol;

/**
 * Hadoop's IPC, as NameNodes and ResourceManagers have it, with the settings that system properties
 * {@code ipc.*} give. On the first line of its input {@code hadoop.calls} clients of its own make
 * slow calls.
 */
public final class Server {
  private static final long SLEEP_MILLIS = 2_500;

  private Server() {}

  public static void main(String[] args) throws Exception {
    Configuration settings = new Configuration();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("ipc.")) {
        settings.set(name, System.getProperty(name));
      }
    }
    RPC.Server server =
        new RPC.Builder(settings)
            .setProtocol(Orders.class)
            .setInstance(new Shop())
            .setBindAddress("127.0.0.1")
            .setPort(0)
            .setNumHandlers(1)
            .setQueueSizePerHandler(Integer.getInteger("hadoop.queue", -1))
            .build();
    server.start();
    InetSocketAddress address = server.getListenerAddress();
    System.out.println("READY " + address.getPort());
    for (int read = System.in.read(); read != -1; read = System.in.read()) {
      if (read == '\n') {
        for (int i = 0; i < Integer.getInteger("hadoop.calls", 0); i++) {
          callSlowly(address, settings);
        }
        awaitFullQueue();
        System.out.println("DONE");
      }
    }
    server.stop();
    System.exit(0);
  }

  /** Until the only reader waits for room in the queue of the only handler. */
  private static void awaitFullQueue() throws InterruptedException {
    while (Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .noneMatch(
            frame ->
                frame.getMethodName().equals("put")
                    && frame.getClassName().endsWith(".CallQueueManager"))) {
      Thread.sleep(1);
    }
  }

  private static void callSlowly(InetSocketAddress address, Configuration settings) {
    Thread caller =
        new Thread(
            () -> {
              try {
                RPC.getProxy(Orders.class, Orders.versionID, address, settings).order();
              } catch (IOException e) {
                System.out.println("FAILED " + e);
              }
            });
    caller.setDaemon(true);
    caller.start();
  }

  /** The application's protocol. */
  public interface Orders extends VersionedProtocol {
    long versionID = 1;

    void order();
  }

  /** The application. */
  private static final class Shop implements Orders {
    @Override
    public void order() {
      try {
        Thread.sleep(SLEEP_MILLIS);
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }

    @Override
    public long getProtocolVersion(String protocol, long clientVersion) {
      return versionID;
    }

    @Override
    public ProtocolSignature getProtocolSignature(String protocol, long version, int methods) {
      return new ProtocolSignature(versionID, null);
    }
  }
}
