package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scenario against cause named: one row a run, on standard output and, tab-separated, in {@code
 * target/causes.tsv}.
 */
final class CauseTable {
  private static final Path FILE = Path.of("target", "causes.tsv");
  private static final Map<String, Row> LATEST = new ConcurrentHashMap<>();

  private CauseTable() {}

  /**
   * @param told the primary cause that the agent named
   * @param tellMillis from the first moment of trouble to the line that named it; -1 if unknown
   */
  static synchronized void add(
      String scenario, Jdk jdk, String expected, String told, long tellMillis) throws IOException {
    LATEST.put(scenario + ", " + jdk, new Row(expected, told, tellMillis));
    String row =
        String.join(
            "\t",
            scenario,
            Integer.toString(jdk.version()),
            expected,
            told,
            Long.toString(tellMillis));
    System.out.println((expected.equals(told) ? "CAUSE " : "MISS  ") + row.replace('\t', ' '));
    Files.writeString(FILE, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * The row of a run that has just ended; empty if it did not come as far as to have one.
   *
   * @param run its scenario and JDK, as a test shows them
   */
  static Optional<Row> take(String run) {
    return Optional.ofNullable(LATEST.remove(run));
  }

  record Row(String expected, String told, long tellMillis) {}
}
