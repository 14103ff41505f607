package example.cause;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;

/** The least JDBC driver: a statement is a byte sent, its result a byte received. */
final class ShopDriver implements Driver {
  static final String PREFIX = "jdbc:shop:";

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    Socket socket;
    try {
      socket = new Socket(Loopback.ipv4(), Integer.parseInt(url.substring(PREFIX.length())));
    } catch (IOException e) {
      throw new SQLException(e);
    }
    return proxy(
        Connection.class,
        (self, method, args) -> method.getName().equals("createStatement") ? on(socket) : null);
  }

  private static Statement on(Socket socket) {
    return proxy(
        Statement.class,
        (self, method, args) -> method.getName().equals("execute") ? execute(socket) : null);
  }

  private static boolean execute(Socket socket) throws SQLException {
    try {
      socket.getOutputStream().write(0);
      return socket.getInputStream().read() == 1;
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(ShopDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }
}
