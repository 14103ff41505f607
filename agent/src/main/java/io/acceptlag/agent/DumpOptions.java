package io.acceptlag.agent;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The options by which a JVM before Java 16 records classes, looked for where they are mostly
 * given. Java 11 runs agents under {@code -Xshare:dump}, and aborts when a thread of an agent's
 * loads classes meanwhile ("placeholders are not saved").
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
      if (options != null && areIn(options)) {
        return true;
      }
    }
    return areIn(withoutProgram(commandLine(), System.getProperty("sun.java.command")));
  }

  /**
   * @param command the system property {@code sun.java.command}: main class or jar, arguments;
   *     there is none under {@code -Xshare:dump}
   */
  static String withoutProgram(String commandLine, @Nullable String command) {
    return command != null && commandLine.endsWith(command)
        ? commandLine.substring(0, commandLine.length() - command.length())
        : commandLine;
  }

  static boolean areIn(String options) {
    for (String given : options.trim().split("\\s+", -1)) {
      for (String option : OPTIONS) {
        if (given.startsWith(option)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Its words with a space after each but the last; empty where /proc cannot be read. */
  private static String commandLine() {
    try (InputStream in = new FileInputStream("/proc/self/cmdline")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
      }
      String words = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      return words.replace('\0', ' ').trim();
    } catch (IOException e) {
      return "";
    }
  }
}
