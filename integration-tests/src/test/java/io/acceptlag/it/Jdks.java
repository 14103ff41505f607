package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The Java runtimes to test on, one of each feature release: those that the system property {@code
 * test.jdks} lists (homes, separated by commas or colons), else those in the usual places.
 */
final class Jdks {
  /** The releases that acceptlag promises to run on. */
  private static final List<Integer> PROMISED = List.of(8, 11, 17, 21, 25, 26);

  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/opt/jdks"),
          Path.of("/usr/lib/jvm"),
          Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"));

  /** {@code JAVA_VERSION="17.0.15"} in the file "release", or the first line of "java -version". */
  private static final Pattern VERSION = Pattern.compile("(?i)version=?\\s*\"(?:1\\.)?(\\d+)");

  private static final String LISTED = System.getProperty("test.jdks", "");

  private static final boolean BROAD = Boolean.getBoolean("test.broad");

  private static final boolean FOR_TABLE = System.getProperty("causes.runs") != null;

  private static final NavigableMap<Integer, Jdk> FOUND = find();

  private Jdks() {}

  /** From the oldest to the newest, early access among them. */
  static List<Jdk> all() {
    return List.copyOf(FOUND.values());
  }

  /**
   * The oldest one that is at least of this release, and the newest promised one: for what does not
   * depend on the JDK. With {@code -Pbroad} those between as well.
   */
  static List<Jdk> oldestAndNewest(int atLeast) {
    SortedMap<Integer, Jdk> candidates =
        FOUND.subMap(atLeast, PROMISED.get(PROMISED.size() - 1) + 1);
    if (BROAD || candidates.isEmpty()) {
      return List.copyOf(candidates.values());
    }
    return candidates.size() == 1
        ? List.of(candidates.get(candidates.firstKey()))
        : List.of(candidates.get(candidates.firstKey()), candidates.get(candidates.lastKey()));
  }

  /**
   * One of {@link #oldestAndNewest}, by turns: for rows of a table that differ in their servers and
   * troubles. With {@code -Pbroad} and for the table of causes all of them.
   *
   * @param row its number, from 0
   */
  static List<Jdk> oldestOrNewest(int row, int atLeast) {
    List<Jdk> jdks = oldestAndNewest(atLeast);
    return BROAD || FOR_TABLE || jdks.isEmpty() ? jdks : List.of(jdks.get(row % jdks.size()));
  }

  /**
   * The newest one that a server runs on, for CI, or the oldest and the newest.
   *
   * @param atMost the newest release that it runs on
   */
  static List<Jdk> between(int atLeast, int atMost, boolean both) {
    SortedMap<Integer, Jdk> candidates = FOUND.subMap(atLeast, atMost + 1);
    if (candidates.isEmpty()) {
      return List.of();
    }
    Jdk oldest = candidates.get(candidates.firstKey());
    Jdk newest = candidates.get(candidates.lastKey());
    return both && !oldest.equals(newest) ? List.of(oldest, newest) : List.of(newest);
  }

  /** That release; a test that needs it is left out where it is not. */
  static Jdk need(int version) {
    Jdk jdk = FOUND.get(version);
    if (jdk != null) {
      return jdk;
    }
    if (!LISTED.isBlank()) {
      throw new TestAbortedException("JDK " + version + " is not among those of test.jdks");
    }
    throw Missing.skip("What takes JDK " + version, "it was not found");
  }

  /**
   * The same; where there are none, because no JDK will do, the test is left out.
   *
   * @param what a JDK that would, such as "JDK 11 or newer"
   */
  static <T> Stream<T> orSkip(Stream<T> runs, String what) {
    List<T> all = runs.toList();
    if (all.isEmpty()) {
      throw LISTED.isBlank()
          ? Missing.skip("What takes " + what, "none was found")
          : new TestAbortedException(what + " is not among those of test.jdks");
    }
    return all.stream();
  }

  static Optional<Jdk> of(int version) {
    return Optional.ofNullable(FOUND.get(version));
  }

  private static NavigableMap<Integer, Jdk> find() {
    NavigableMap<Integer, Jdk> found = new TreeMap<>();
    for (Path home : homes(LISTED)) {
      versionOf(home).ifPresent(version -> found.putIfAbsent(version, new Jdk(version, home)));
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no JDK found; give some by -Dtest.jdks=<home>,<home>");
    }
    System.out.println("Testing on " + found.values() + missing(found.keySet()));
    if (Missing.FAILS && LISTED.isBlank() && !found.keySet().containsAll(PROMISED)) {
      throw new IllegalStateException("in CI each JDK of " + PROMISED + " must be there");
    }
    return found;
  }

  private static String missing(Collection<Integer> found) {
    TreeSet<Integer> missing = new TreeSet<>(PROMISED);
    missing.removeAll(found);
    return missing.isEmpty()
        ? "; none missing"
        : "; NOT tested, because not found: "
            + missing.stream().map(version -> "JDK " + version).collect(joining(", "));
  }

  private static List<Path> homes(String listed) {
    List<Path> homes = new ArrayList<>();
    if (!listed.isBlank()) {
      for (String home : listed.split("[,:]", -1)) {
        Path path = Path.of(home.strip());
        if (!Files.isExecutable(path.resolve("bin/java"))) {
          throw new IllegalArgumentException("test.jdks: no bin/java in " + path);
        }
        homes.add(path);
      }
      return homes;
    }
    for (Path place : USUAL_PLACES) {
      if (Files.isDirectory(place)) {
        homes.addAll(jdksIn(place));
      }
    }
    return homes;
  }

  private static Collection<Path> jdksIn(Path place) {
    TreeSet<Path> homes = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
      for (Path entry : entries) {
        if (Files.isExecutable(entry.resolve("bin/java"))) {
          homes.add(entry);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + place, e);
    }
    return homes;
  }

  private static Optional<Integer> versionOf(Path home) {
    try {
      Path release = home.resolve("release");
      Optional<Integer> version =
          Files.isReadable(release) ? versionIn(Files.readString(release)) : Optional.empty();
      // Debian's JDK 8 has no such file.
      return version.isPresent() ? version : versionIn(versionOutput(home));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String versionOutput(Path home) throws IOException {
    Process process =
        new ProcessBuilder(home.resolve("bin/java").toString(), "-version")
            .redirectErrorStream(true)
            .start();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException(home + "/bin/java -version hangs");
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<Integer> versionIn(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }
}
