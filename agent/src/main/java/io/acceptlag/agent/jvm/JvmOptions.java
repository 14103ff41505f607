package io.acceptlag.agent.jvm;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of this JVM, searched for in the usual places: its command line and the variables
 * that add to it. Not seen are those of argument files, {@code -XX:Flags} and of a launcher of the
 * application's own. RuntimeMXBean would know them all, but asking it before main would initialise
 * the JDK's management classes, whose settings the application may still make.
 */
public final class JvmOptions {
  private static final String[] VARIABLES = {
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"
  };

  private JvmOptions() {}

  /** Whether an option begins with one of these. */
  public static boolean areGiven(String... beginnings) {
    for (String variable : VARIABLES) {
      String options = System.getenv(variable);
      if (options != null && areIn(Arrays.asList(options.trim().split("\\s+", -1)), beginnings)) {
        return true;
      }
    }
    return areIn(withoutProgram(commandLine(), System.getProperty("sun.java.command")), beginnings);
  }

  /**
   * @param command the system property {@code sun.java.command}: main class or jar and arguments,
   *     separated by blanks; null under {@code -Xshare:dump}
   */
  static List<String> withoutProgram(List<String> words, @Nullable String command) {
    int length = -1;
    for (int i = words.size() - 1; command != null && i > 0; i--) {
      length += 1 + words.get(i).length();
      if (length >= command.length()) {
        return String.join(" ", words.subList(i, words.size())).equals(command)
            ? words.subList(0, i)
            : words;
      }
    }
    return words;
  }

  static boolean areIn(List<String> words, String... beginnings) {
    for (String word : words) {
      for (String beginning : beginnings) {
        if (word.startsWith(beginning)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Empty if /proc cannot be read. */
  private static List<String> commandLine() {
    try (InputStream in = new FileInputStream("/proc/self/cmdline")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
      }
      // Each word ends with a NUL; split() drops the empty one after the last.
      return Arrays.asList(new String(bytes.toByteArray(), StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return Collections.emptyList();
    }
  }
}
