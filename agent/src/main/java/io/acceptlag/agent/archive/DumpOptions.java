package io.acceptlag.agent.archive;

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
 * The options by which a JVM before Java 16 records classes, searched for in the usual places. Java
 * 11 runs agents under {@code -Xshare:dump}, and aborts if an agent's thread loads classes
 * meanwhile ("placeholders are not saved").
 */
final class DumpOptions {
  private static final String[] OPTIONS = {
    "-Xshare:dump", "-XX:DumpLoadedClassList=", "-XX:ArchiveClassesAtExit="
  };

  private static final String[] VARIABLES = {
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"
  };

  private DumpOptions() {}

  static boolean areGiven() {
    for (String variable : VARIABLES) {
      String options = System.getenv(variable);
      if (options != null && areIn(Arrays.asList(options.trim().split("\\s+", -1)))) {
        return true;
      }
    }
    return areIn(withoutProgram(commandLine(), System.getProperty("sun.java.command")));
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

  static boolean areIn(List<String> words) {
    for (String word : words) {
      for (String option : OPTIONS) {
        if (word.startsWith(option)) {
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
