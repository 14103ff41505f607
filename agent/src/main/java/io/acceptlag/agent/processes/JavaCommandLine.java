package io.acceptlag.agent.processes;

import java.util.Arrays;
import java.util.List;

/** The words that a JVM was started with. */
public final class JavaCommandLine {
  /** Options of the launcher whose value is a word of its own. */
  private static final List<String> WITH_VALUE =
      Arrays.asList(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-exports",
          "--add-reads",
          "--add-opens",
          "--patch-module",
          "--enable-native-access",
          "--source");

  private final List<String> words;

  public JavaCommandLine(List<String> words) {
    this.words = words;
  }

  /**
   * The main class, or the file name of the jar; the program itself if neither is given, as with
   * the application's own launcher.
   */
  public String main() {
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean hasNext = i + 1 < words.size();
      if (word.equals("-jar") && hasNext) {
        return file(words.get(i + 1));
      }
      if ((word.equals("-m") || word.equals("--module")) && hasNext) {
        return words.get(i + 1);
      }
      if (WITH_VALUE.contains(word)) {
        i++;
      } else if (word.startsWith("--module=")) {
        return word.substring("--module=".length());
      } else if (!word.startsWith("-") && !word.startsWith("@")) {
        return word.endsWith(".java") ? file(word) : word;
      }
    }
    return words.isEmpty() ? "?" : file(words.get(0));
  }

  /** The last of these options that is given, with its value; empty if none is. */
  public String last(String... options) {
    String last = "";
    for (String word : words) {
      for (String option : options) {
        if (word.equals(option) || word.startsWith(option + "=")) {
          last = word;
        }
      }
    }
    return last;
  }

  static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
