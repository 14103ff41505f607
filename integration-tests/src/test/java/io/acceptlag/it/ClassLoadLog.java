package io.acceptlag.it;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classes that a JVM has loaded, and where each came from. */
record ClassLoadLog(Map<String, String> sources) {
  /** {@code [0.030s][info][class,load] Shop source: shared objects file}, Java 8's without "[". */
  private static final Pattern LINE =
      Pattern.compile("(?:\\] |\\[Loaded )(\\S+) (?:source:|from) ([^]]+)");

  /** What makes a JVM write the log. */
  static List<String> options(Jdk jdk, Path file) {
    return jdk.version() == 8
        ? List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+LogVMOutput",
            "-XX:-DisplayVMOutput",
            "-verbose:class",
            "-XX:LogFile=" + file)
        : List.of("-Xlog:class+load:file=" + file);
  }

  static ClassLoadLog read(Path file) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      Matcher matcher = LINE.matcher(line);
      // A hidden class has a number in its name, which means another class in the next run.
      if (matcher.find() && !matcher.group(1).contains("/0x")) {
        // The first line: there is another one when a class is woven in place.
        sources.putIfAbsent(matcher.group(1), matcher.group(2));
      }
    }
    return new ClassLoadLog(sources);
  }

  /** The classes that came from an archive. */
  Set<String> shared() {
    return named(this::isShared);
  }

  /** Those of these classes that came from elsewhere. */
  Set<String> elsewhere(Set<String> wanted) {
    return named(name -> wanted.contains(name) && !isShared(name));
  }

  /** The classes that acceptlag brings. */
  Set<String> ours() {
    return named(name -> name.startsWith("io.acceptlag.") || name.startsWith("java.net.Acceptlag"));
  }

  private boolean isShared(String name) {
    return sources.get(name).startsWith("shared objects file");
  }

  private Set<String> named(Predicate<String> wanted) {
    return sources.keySet().stream().filter(wanted).collect(toCollection(TreeSet::new));
  }
}
