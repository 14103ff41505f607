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

  private Packages() {}

  /** Whether the class belongs to neither the JDK nor a known server. */
  public static boolean isApplication(String className) {
    return !isJdk(className) && !startsWithAny(className, SERVERS);
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

  /**
   * Whether the name begins with one of these. Libraries carry Netty under other names: {@code
   * io.grpc.netty.shaded.io.netty…}.
   */
  private static boolean isAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      int at = name.indexOf(prefix);
      if (at == 0 || (at > 0 && name.charAt(at - 1) == '.' && prefix.startsWith("io.netty."))) {
        return true;
      }
    }
    return false;
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
