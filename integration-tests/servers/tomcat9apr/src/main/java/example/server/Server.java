package example.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.AprLifecycleListener;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;

/**
 * Tomcat whose sockets are those of a native library, libtcnative: no class of the JDK accepts. The
 * argument is the folder of that library. Each system property {@code connector.<attribute>} is set
 * on the connector, as server.xml does. Stops at the end of its input and at any line.
 */
public final class Server {
  private static final String ATTRIBUTE = "connector.";

  private Server() {}

  public static void main(String[] args) throws Exception {
    // Tomcat logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Path base = Files.createTempDirectory("tomcat");
    // Tomcat looks there first.
    System.setProperty("catalina.home", base.toString());
    Files.createSymbolicLink(
        Files.createDirectory(base.resolve("bin")).resolve("libtcnative-1.so"),
        Paths.get(args[0], "libtcnative-1.so.0"));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector("org.apache.coyote.http11.Http11AprProtocol");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith(ATTRIBUTE)) {
        connector.setProperty(property.substring(ATTRIBUTE.length()), System.getProperty(property));
      }
    }
    tomcat.getServer().addLifecycleListener(new AprLifecycleListener());
    tomcat.setConnector(connector);
    tomcat.getHost().getPipeline().addValve(new OkValve());
    tomcat.start();
    System.out.println("READY " + connector.getLocalPort());
    System.in.read();
    tomcat.stop();
    tomcat.destroy();
  }

  /**
   * Answers before any servlet is looked for, so that no servlet API has to be named; to {@code
   * /sleep/<millis>} late.
   */
  private static final class OkValve extends ValveBase {
    @Override
    public void invoke(Request request, Response response) throws IOException {
      String path = request.getDecodedRequestURI();
      if (path.startsWith("/sleep/")) {
        sleep(Long.parseLong(path.substring("/sleep/".length())));
      }
      response.setContentType("text/plain");
      response.getWriter().write("ok");
    }

    private static void sleep(long millis) {
      try {
        System.out.println("SLEEPS");
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }
  }
}
