package example.server;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.network.DataPlaneAcceptor;
import kafka.network.Processor;
import kafka.server.BrokerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.utils.Time;
import scala.Option;
import scala.collection.Iterator;

/**
 * Kafka 4, broker and controller in one. Each system property {@code broker.<key>} is set for the
 * broker's listener, as {@code listener.name.plaintext.<key>} does in server.properties. {@code
 * kafka.connectMillis} keeps a network thread for so long with each new connection. Connections
 * that are idle for {@code kafka.idleMillis} are closed. At {@code lose network threads} the
 * broker's end, at {@code lose network thread} the first of them, at {@code close} the broker; then
 * it waits for another line. It stops at any other line, and the end of its input.
 */
public final class Server {
  private static final String KEY = "broker.";

  private Server() {}

  public static void main(String[] args) throws Exception {
    int port = freePort(20_000);
    int controllerPort = freePort(25_000);
    Path folder = Files.createTempDirectory("kafka");
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.setProperty(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.setProperty("log.dirs", folder.resolve("data").toString());
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(KEY)) {
        properties.setProperty(
            "listener.name.plaintext." + name.substring(KEY.length()), System.getProperty(name));
      }
    }
    String idleMillis = System.getProperty("kafka.idleMillis");
    if (idleMillis != null) {
      // It is the broker's, not a listener's.
      properties.setProperty("connections.max.idle.ms", idleMillis);
    }
    if (System.getProperty("kafka.connectMillis") != null) {
      properties.setProperty(
          "listener.name.plaintext.principal.builder.class", SlowPrincipals.class.getName());
    }
    format(folder, properties);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    System.out.println("READY " + port);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String command = commands.readLine();
    if ("lose network threads".equals(command) || "lose network thread".equals(command)) {
      loseNetworkThreads(server, command.endsWith("s") ? Integer.MAX_VALUE : 1);
      System.out.println("DONE " + command);
      command = commands.readLine();
    }
    server.shutdown();
    if ("close".equals(command)) {
      System.out.println("DONE " + command);
      commands.readLine();
    }
  }

  /** As an error does that nothing catches: they end, and the acceptor knows nothing of it. */
  @SuppressWarnings("unchecked")
  private static void loseNetworkThreads(KafkaRaftServer server, int atMost) throws Exception {
    Field broker = KafkaRaftServer.class.getDeclaredField("broker");
    broker.setAccessible(true);
    BrokerServer of = ((Option<BrokerServer>) broker.get(server)).get();
    for (DataPlaneAcceptor acceptor : of.socketServer().dataPlaneAcceptors().values()) {
      Iterator<Processor> processors = acceptor.processors().iterator();
      for (int lost = 0; lost < atMost && processors.hasNext(); lost++) {
        Processor processor = processors.next();
        processor.shouldRun().set(false);
        processor.wakeup();
        processor.thread().join();
      }
    }
  }

  /** A plugin of the application's. Kafka makes one for each connection, on its network thread. */
  public static final class SlowPrincipals extends DefaultKafkaPrincipalBuilder
      implements Configurable {
    public SlowPrincipals() {
      super(null, null);
    }

    @Override
    public void configure(Map<String, ?> settings) {
      try {
        Thread.sleep(Long.getLong("kafka.connectMillis"));
      } catch (InterruptedException e) {
        // The broker is stopping.
      }
    }
  }

  private static void format(Path folder, Properties properties) throws Exception {
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    String cluster = Uuid.randomUuid().toString();
    String[] command = {"format", "-t", cluster, "-c", file.toString()};
    if (StorageTool.execute(command, System.out) != 0) {
      throw new IllegalStateException("cannot format " + folder);
    }
  }

  /**
   * Port 0 would not do: a broker tells others the port that it is configured with. Nor would one
   * that the kernel gives: until the broker listens, somebody else may get it.
   */
  private static int freePort(int first) throws Exception {
    for (int port = first + (int) (ProcessHandle.current().pid() % 4_000); ; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        // Somebody has it.
      }
    }
  }
}
