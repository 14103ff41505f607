package example.cause;

import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The acceptor writes each visit into a database that takes long. */
final class SlowDatabase implements Trouble {
  private final Connection database;

  /**
   * @param port of a database that answers each byte with one
   */
  SlowDatabase(String port) throws SQLException {
    DriverManager.registerDriver(new ShopDriver());
    database = DriverManager.getConnection(ShopDriver.PREFIX + port);
  }

  @Override
  public void meet(Socket connection) {
    try (Statement statement = database.createStatement()) {
      statement.execute("insert into visit default values");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
