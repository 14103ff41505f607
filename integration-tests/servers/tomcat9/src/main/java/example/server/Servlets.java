package example.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.LogManager;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * A servlet, which every tracer knows. It answers "ok", and stops at the end of its input or at any
 * line.
 */
public final class Servlets {
  private Servlets() {}

  public static void main(String[] args) throws Exception {
    // Tomcat logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Tomcat tomcat = new Tomcat();
    String base = Files.createTempDirectory("tomcat").toString();
    tomcat.setBaseDir(base);
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base);
    Tomcat.addServlet(context, "hello", new Hello()).addMapping("/");
    tomcat.start();
    System.out.println("READY " + connector.getLocalPort());
    System.in.read();
    tomcat.stop();
    tomcat.destroy();
  }

  /** What others trace, weave and cover. */
  public static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().print(greeting());
    }

    private static String greeting() {
      return "ok";
    }
  }
}
