package example.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;

/** Tomcat with the connector that the argument names: {@code nio} or {@code nio2}. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
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
    tomcat.setConnector(connector);
    tomcat.getHost().getPipeline().addValve(new OkValve());
    tomcat.start();
    System.out.println("READY " + connector.getLocalPort());
    System.in.read();
    tomcat.stop();
    tomcat.destroy();
  }

  /** Answers before any servlet is looked for, so that no servlet API has to be named. */
  private static final class OkValve extends ValveBase {
    @Override
    public void invoke(Request request, Response response) throws IOException {
      response.setContentType("text/plain");
      response.getWriter().write("ok");
    }
  }
}
