package io.acceptlag.core.cause;

import org.jspecify.annotations.Nullable;

/** What an acceptor should not do itself, recognised by the frames above the application's own. */
enum Activity {
  TLS(
      "It is in a TLS handshake, which lasts as long as the client likes.",
      "Do the handshake on the thread that serves the connection, and give the socket a read timeout"
          + " before it.",
      "sun.security.ssl.",
      "com.sun.net.ssl.internal.ssl."),
  NAME_SERVICE(
      "It asks the name service.",
      "Do not look up host names on the thread that accepts.",
      "java.net.InetAddress",
      "java.net.Inet4AddressImpl",
      "java.net.Inet6AddressImpl"),
  LOGGING(
      "It writes to the log, and the log does not take it.",
      "Make the appender asynchronous, and let it drop lines rather than wait.",
      "java.util.logging.",
      "ch.qos.logback.",
      "org.apache.logging.log4j.",
      "org.apache.log4j."),
  DATABASE(
      "It waits for the database.",
      "Take database calls off the thread that accepts.",
      "java.sql.",
      "oracle.jdbc.",
      "org.postgresql.",
      "com.mysql.",
      "org.mariadb.",
      "com.microsoft.sqlserver.",
      "com.ibm.db2.",
      "org.h2.jdbc.",
      "com.zaxxer.hikari.");

  final String statement;
  final String advice;

  @SuppressWarnings("ImmutableEnumChecker") // Java 8 has no immutable list; nobody writes to it.
  private final String[] prefixes;

  Activity(String statement, String advice, String... prefixes) {
    this.statement = statement;
    this.advice = advice;
    this.prefixes = prefixes;
  }

  /** The one nearest to the leaf; null where none is known. */
  static @Nullable Activity of(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      for (Activity activity : values()) {
        for (String prefix : activity.prefixes) {
          if (frame.getClassName().startsWith(prefix)) {
            return activity;
          }
        }
      }
    }
    return null;
  }
}
