package example.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardThreadExecutor;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat with the connector that the argument names: {@code nio} or {@code nio2}. Each system
 * property {@code connector.<attribute>} is set on it, as server.xml does; {@code tomcat.executor}
 * has it share an {@code <Executor>} with so many threads. Does what it reads: {@code pause},
 * {@code resume}, {@code close}, {@code lose poller}, which ends the thread that reads; stops at
 * the end of its input and at any other line.
 */
public final class Server {
  private static final String ATTRIBUTE = "connector.";

  private Server() {}

  public static void main(String[] args) throws Exception {
    // The first line that is logged has the JDK read its time zones from a file. Where that cannot
    // be
    // opened for want of descriptors, the Error ends the acceptor.
    new SimpleFormatter().format(new LogRecord(Level.INFO, ""));
    // Tomcat logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    Connector connector =
        new Connector(
            args[0].equals("nio2")
                ? "org.apache.coyote.http11.Http11Nio2Protocol"
                : "org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith(ATTRIBUTE)) {
        connector.setProperty(property.substring(ATTRIBUTE.length()), System.getProperty(property));
      }
    }
    Integer threads = Integer.getInteger("tomcat.executor");
    if (threads != null) {
      connector.getProtocolHandler().setExecutor(executor(tomcat, threads));
    }
    tomcat.setConnector(connector);
    tomcat.getHost().getPipeline().addValve(new OkValve());
    tomcat.start();
    System.out.println("READY " + connector.getLocalPort());
    obey(connector);
    tomcat.stop();
    tomcat.destroy();
  }

  private static StandardThreadExecutor executor(Tomcat tomcat, int threads) {
    StandardThreadExecutor executor = new StandardThreadExecutor();
    executor.setName("shared");
    executor.setNamePrefix("catalina-exec-");
    executor.setMaxThreads(threads);
    executor.setMinSpareThreads(threads);
    tomcat.getService().addExecutor(executor);
    return executor;
  }

  private static void obey(Connector connector) throws IOException, LifecycleException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (; ; ) {
      String command = commands.readLine();
      if ("pause".equals(command)) {
        connector.pause();
      } else if ("resume".equals(command)) {
        connector.resume();
      } else if ("lose poller".equals(command)) {
        losePoller(connector);
      } else if ("close".equals(command)) {
        connector.stop();
        connector.destroy();
      } else {
        return;
      }
      System.out.println("DONE " + command);
    }
  }

  /** As an error does that nothing catches: its loop ends, and the acceptor knows nothing of it. */
  private static void losePoller(Connector connector) {
    try {
      Object endpoint =
          field(AbstractProtocol.class, "endpoint").get(connector.getProtocolHandler());
      Object poller = field(NioEndpoint.class, "poller").get(endpoint);
      Method destroy = poller.getClass().getDeclaredMethod("destroy");
      destroy.setAccessible(true);
      destroy.invoke(poller);
      // While it ends, it closes what comes.
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().endsWith("-Poller")) {
          thread.join();
        }
      }
    } catch (ReflectiveOperationException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
