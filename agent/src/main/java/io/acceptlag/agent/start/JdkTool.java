package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects to the JDK's own programs (jar, jcmd, keytool …). An agent named in JAVA_TOOL_OPTIONS is
 * loaded there too, where it has nothing to watch, and costs a third of a second.
 *
 * <p>The main class is recognised by its package, not its module, because Java 8 has no modules. A
 * launcher has the name of its main class in its binary: {@code strings bin/*} lists those of a new
 * JDK, and JdkToolTest fails if one is missing here.
 */
final class JdkTool implements Function<Start, @Nullable String> {
  private static final String[] TOOLS = {
    "com.sun.tools.",
    "jdk.internal.jshell.tool.",
    "jdk.javadoc.internal.tool.",
    "jdk.jfr.internal.tool.",
    "jdk.jpackage.main.",
    "jdk.tools.",
    "sun.jvm.hotspot.",
    "sun.security.tools.",
    "sun.tools.",
  };

  /** These run a program of the user: {@code java Server.java}, jrunscript. */
  private static final String[] LAUNCHERS = {
    "com.sun.tools.javac.launcher.", "com.sun.tools.script.",
  };

  @Override
  public @Nullable String apply(Start start) {
    return is(System.getProperty("sun.java.command")) ? StartChecks.SILENTLY : null;
  }

  /**
   * @param command the system property {@code sun.java.command}: main class or jar, arguments
   */
  static boolean is(@Nullable String command) {
    if (command == null) {
      return false;
    }
    int end = command.indexOf(' ');
    String main = end < 0 ? command : command.substring(0, end);
    String mainClass = main.substring(main.indexOf('/') + 1);
    return begins(mainClass, TOOLS) && !begins(mainClass, LAUNCHERS) && !main.endsWith(".jar");
  }

  private static boolean begins(String mainClass, String[] packages) {
    for (String each : packages) {
      if (mainClass.startsWith(each)) {
        return true;
      }
    }
    return false;
  }
}
