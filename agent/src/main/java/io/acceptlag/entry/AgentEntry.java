package io.acceptlag.entry;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM comes in, as an agent or as {@code java -jar}. Does as little as possible: it lies
 * on the application's class path, and what it throws from premain would end the application.
 */
public final class AgentEntry {
  private static boolean started;

  private AgentEntry() {}

  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation);
  }

  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation);
  }

  /** {@code java -jar}: the commands are Cli's. */
  public static void main(String[] args) throws Exception {
    if (isJvmTooOld()) {
      System.err.println(jvmTooOld());
      System.exit(1);
    }
    Object[] arguments = {args};
    ClassLoader isolated = new IsolatedClassLoader(ownJar());
    invoke(isolated, "io.acceptlag.agent.Cli", "main", new Class<?>[] {String[].class}, arguments);
  }

  private static synchronized void start(
      @Nullable String options, Instrumentation instrumentation) {
    try {
      if (isJvmTooOld()) {
        say("ERROR " + jvmTooOld() + "; the application runs without acceptlag");
        return;
      }
      Class<?>[] types = {String.class, Instrumentation.class, boolean.class};
      boolean again = started;
      Object[] arguments = {options, instrumentation, again};
      IsolatedClassLoader isolated = new IsolatedClassLoader(ownJar());
      started = (Boolean) invoke(isolated, "io.acceptlag.agent.Agent", "start", types, arguments);
      if (again || !started) {
        // A tool may attach again and again, and Java 8 never closes a file by itself.
        isolated.closeJar();
      }
    } catch (Throwable e) {
      say("ERROR cannot start: " + rootOf(e) + "; the application runs without acceptlag");
    }
  }

  static synchronized void hasLeft() {
    started = false;
  }

  private static Object invoke(
      ClassLoader isolated,
      String className,
      String method,
      Class<?>[] types,
      @Nullable Object[] arguments)
      throws Exception {
    return Class.forName(className, true, isolated)
        .getMethod(method, types)
        .invoke(null, arguments);
  }

  /** What a class was not found for says more than the error that this led to. */
  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null
            && (failure instanceof InvocationTargetException
                || failure instanceof NoClassDefFoundError
                || failure instanceof ClassNotFoundException)
        ? rootOf(cause)
        : failure;
  }

  private static File ownJar() throws Exception {
    URL location = AgentEntry.class.getProtectionDomain().getCodeSource().getLocation();
    return new File(location.toURI());
  }

  private static boolean isJvmTooOld() {
    String version = System.getProperty("java.specification.version", "");
    return version.matches("1\\.[0-7]");
  }

  private static String jvmTooOld() {
    return "acceptlag needs Java 8 or newer, this is Java " + System.getProperty("java.version");
  }

  private static void say(String line) {
    System.err.println("[acceptlag] " + line.replace('\n', ' '));
  }
}
