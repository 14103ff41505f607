package io.acceptlag.core.server;

/** Tells by its name whether a class belongs to the JDK, to a server or to the application. */
public final class Packages {
  /** Includes the libraries of other languages, whose frames stand between two that say more. */
  private static final String[] JDK = {
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "io.acceptlag.",
    "scala.",
    "kotlin.",
    "kotlinx.coroutines.",
    "clojure.",
    "groovy.",
    "org.codehaus.groovy.",
    "org.apache.groovy.",
  };

  private static final String[] SERVERS = {
    "org.apache.tomcat.",
    "org.apache.catalina.",
    "org.apache.coyote.",
    "org.apache.juli.",
    "org.eclipse.jetty.",
    "io.undertow.",
    "org.xnio.",
    "org.jboss.",
    "org.wildfly.",
    "io.netty.",
    "io.grpc.",
    "io.vertx.",
    "reactor.",
    "org.springframework.",
    "kafka.",
    "org.apache.kafka.",
    "org.apache.zookeeper.",
    "io.helidon.",
    "org.glassfish.grizzly.",
    "akka.",
    "org.apache.pekko.",
    "io.micronaut.",
    "io.quarkus.",
    "com.linecorp.armeria.",
    "org.apache.mina.",
  };

  /** Those that core.cause knows the waits of, but for Tomcat's, which are a server's. */
  private static final String[] CONNECTION_POOLS = {
    "com.zaxxer.hikari.",
    "org.apache.commons.dbcp",
    "org.apache.commons.pool",
    "com.mchange.v2.",
    "io.agroal.",
    "oracle.ucp.",
    "redis.clients.jedis.",
    "org.apache.http.",
    "org.apache.hc.",
  };

  /** Servers that others carry along in packages of their own. */
  private static final String[] CARRIED = {"io.netty.", "org.eclipse.jetty."};

  private static final String[] SPARKS_JETTY = {
    "org.sparkproject.jetty.", "org.spark_project.jetty.", "org.spark-project.jetty.",
  };

  private Packages() {}

  /** Whether the class belongs to neither the JDK nor a known server. */
  public static boolean isApplication(String className) {
    return !isJdk(className) && !startsWithAny(original(className), SERVERS);
  }

  /** Whether the class belongs to a library that pools an application's connections to others. */
  public static boolean poolsConnections(String className) {
    return startsWithAny(className, CONNECTION_POOLS);
  }

  /**
   * What a class is called where it comes from. Netty and Jetty are often carried along: {@code
   * org.apache.hbase.thirdparty.io.netty…}, {@code wiremock.org.eclipse.jetty…}.
   */
  public static String original(String className) {
    for (String root : CARRIED) {
      int at = className.indexOf(root);
      if (at > 0 && className.charAt(at - 1) == '.') {
        return className.substring(at);
      }
    }
    for (String spark : SPARKS_JETTY) {
      if (className.startsWith(spark)) {
        return "org.eclipse.jetty." + className.substring(spark.length());
      }
    }
    return className;
  }

  /** Includes the classes of lambdas, which the JDK makes and JDK 8 shows in a stack. */
  public static boolean isJdk(String className) {
    return startsWithAny(className, JDK) || className.contains("$$Lambda");
  }

  /** Whether the name of a class in the stack begins with one of these. */
  static boolean areIn(StackTraceElement[] stack, String[] prefixes) {
    for (StackTraceElement frame : stack) {
      if (isAny(frame.getClassName(), prefixes)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the name begins with one of these, here or where it comes from. */
  private static boolean isAny(String name, String[] prefixes) {
    return startsWithAny(name, prefixes) || startsWithAny(original(name), prefixes);
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
