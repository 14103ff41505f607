package io.acceptlag.core.cause;

import org.jspecify.annotations.Nullable;

/** Pools of connections to others, by the method in which a thread waits for one of them. */
enum ConnectionPools {
  HIKARI("HikariPool (database connections)", "com.zaxxer.hikari.pool.HikariPool.getConnection"),
  TOMCAT_JDBC(
      "Tomcat's pool of database connections",
      "org.apache.tomcat.jdbc.pool.ConnectionPool.borrowConnection"),
  DBCP("a pool of DBCP's (database connections)", "org.apache.commons.dbcp"),
  TOMCAT_DBCP("a pool of DBCP's (database connections)", "org.apache.tomcat.dbcp."),
  C3P0("c3p0 (database connections)", "com.mchange.v2.resourcepool.BasicResourcePool."),
  AGROAL("Agroal (database connections)", "io.agroal.pool.ConnectionPool."),
  UCP("Oracle's UCP (database connections)", "oracle.ucp."),
  JEDIS("Jedis's pool (Redis)", "redis.clients.jedis."),
  COMMONS_POOL(
      "a pool of Commons Pool's", "org.apache.commons.pool2.impl.GenericObjectPool.borrowObject"),
  HTTP_CLIENT_4("HttpClient's pool", "org.apache.http.pool.AbstractConnPool"),
  HTTP_CLIENT_5("HttpClient's pool", "org.apache.hc.core5.pool.");

  private final String title;
  private final String method;

  ConnectionPools(String title, String method) {
    this.title = title;
    this.method = method;
  }

  /** Null where the thread is in none of them, or in something that was called by its work. */
  static @Nullable String name(StackTraceElement[] stack) {
    ConnectionPools found = null;
    for (StackTraceElement frame : stack) {
      ConnectionPools pool = of(frame);
      if (pool != null && (found == null || found == COMMONS_POOL)) {
        // Who is named after it uses it.
        found = pool;
      }
    }
    return found == null ? null : found.title;
  }

  private static @Nullable ConnectionPools of(StackTraceElement frame) {
    String method = frame.getClassName() + "." + frame.getMethodName();
    for (ConnectionPools pool : values()) {
      if (method.startsWith(pool.method)) {
        return pool;
      }
    }
    return null;
  }
}
