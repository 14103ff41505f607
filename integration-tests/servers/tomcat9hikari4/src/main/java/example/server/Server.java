package example.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import javax.sql.DataSource;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;

/**
 * Tomcat with {@code tomcat.threads} threads, and a HikariCP with one connection for all of them.
 * The database behind it is none: its connections do nothing. Answers; to {@code /pool/<millis>}
 * after it had that connection for so long. Stops at the end of its input or at any line.
 */
public final class Server {
  private static final String POOL = "/pool/";

  private Server() {}

  public static void main(String[] args) throws Exception {
    // Tomcat logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    String threads = System.getProperty("tomcat.threads");
    connector.setProperty("maxThreads", threads);
    connector.setProperty("minSpareThreads", threads);
    tomcat.setConnector(connector);
    try (HikariDataSource pool = new HikariDataSource(ofOne())) {
      tomcat.getHost().getPipeline().addValve(new PoolValve(pool));
      tomcat.start();
      System.out.println("READY " + connector.getLocalPort());
      System.in.read();
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static HikariConfig ofOne() {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(1);
    config.setDataSource(proxy(DataSource.class));
    return config;
  }

  /** Its methods return other such proxies, yes, no or nothing. */
  private static <T> T proxy(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Class<?> returned = method.getReturnType();
              if (returned == boolean.class) {
                return method.getName().equals("isValid");
              }
              return returned == int.class
                  ? (Object) 0
                  : returned == Connection.class ? proxy(Connection.class) : null;
            }));
  }

  private static final class PoolValve extends ValveBase {
    private final DataSource pool;

    PoolValve(DataSource pool) {
      this.pool = pool;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException {
      String path = request.getDecodedRequestURI();
      if (path.startsWith(POOL)) {
        load(Long.parseLong(path.substring(POOL.length())));
      }
      response.setContentType("text/plain");
      response.getWriter().write("ok");
    }

    private void load(long millis) {
      try (Connection connection = pool.getConnection()) {
        query(connection, millis);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }

    private static void query(Connection connection, long millis)
        throws SQLException, InterruptedException {
      connection.clearWarnings();
      Thread.sleep(millis);
    }
  }
}
