package io.acceptlag.entry;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * The entry point, as an agent or as {@code java -jar}. It does as little as possible: it is on the
 * application's class path, and an exception from premain would end the application.
 */
public final class AgentEntry {
  private static boolean started;

  private AgentEntry() {}

  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation, false);
  }

  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation, true);
  }

  /** {@code java -jar}: Cli has the commands. */
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
      @Nullable String options, Instrumentation instrumentation, boolean attached) {
    try {
      if (isJvmTooOld()) {
        say("ERROR " + jvmTooOld() + "; the application runs without acceptlag");
        return;
      }
      Class<?>[] types = {String.class, Instrumentation.class, boolean.class, boolean.class};
      boolean again = started;
      Object[] arguments = {options, instrumentation, attached, again};
      IsolatedClassLoader isolated = new IsolatedClassLoader(ownJar());
      started = (Boolean) invoke(isolated, "io.acceptlag.agent.Agent", "start", types, arguments);
      if (again || !started) {
        // A tool may attach again and again, and on Java 8 nothing else would close the file.
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

  /** The reason why a class was not found says more than the resulting error. */
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
