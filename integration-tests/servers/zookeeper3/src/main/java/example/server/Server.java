package example.server;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * ZooKeeper with the factory of connections that the argument names: {@code nio} or {@code netty}.
 * Its backlog is {@code zookeeper.clientPortListenBacklog}, as in zoo.cfg.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("zookeeper.4lw.commands.whitelist", "ruok");
    System.setProperty("zookeeper.admin.enableServer", "false");
    System.setProperty(
        "zookeeper.serverCnxnFactory",
        args[0].equals("netty")
            ? "org.apache.zookeeper.server.NettyServerCnxnFactory"
            : "org.apache.zookeeper.server.NIOServerCnxnFactory");
    File folder = Files.createTempDirectory("zookeeper").toFile();
    ServerCnxnFactory connections =
        ServerCnxnFactory.createFactory(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            0,
            Integer.getInteger("zookeeper.clientPortListenBacklog", -1));
    connections.startup(new ZooKeeperServer(folder, folder, 2_000));
    System.out.println("READY " + connections.getLocalPort());
    System.in.read();
    connections.shutdown();
  }
}
