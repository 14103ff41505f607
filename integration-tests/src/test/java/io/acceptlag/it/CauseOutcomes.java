package io.acceptlag.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Collects how each run of each scenario ended. Whatever fails is a miss, and its whole story goes
 * to {@code target/causes}; each outcome is added to {@code target/cause-runs.tsv} at once.
 */
final class CauseOutcomes implements TestExecutionListener {
  private static final Path STORIES = Path.of("target", "causes");
  private static final Path FILE = Path.of("target", "cause-runs.tsv");

  private final List<CauseOutcome> outcomes = new ArrayList<>();
  private final Set<String> notRun = new TreeSet<>();
  private final CausePart part;
  private int run;

  CauseOutcomes(CausePart part) {
    this.part = part;
  }

  /** What ends from here on belongs to that run. */
  synchronized void begin(int run) {
    this.run = run;
  }

  synchronized List<CauseOutcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** What this host did not let run, and why. */
  synchronized Set<String> notRun() {
    return new TreeSet<>(notRun);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String name = test.getDisplayName();
    String why =
        result.getThrowable().map(CauseOutcomes::firstLine).orElse(result.getStatus().toString());
    if (result.getStatus() == Status.ABORTED) {
      notRun.add(name + ": " + why);
    } else if (test.isTest() || result.getStatus() == Status.FAILED) {
      // A container fails where its scenarios could not even be listed.
      CauseOutcome outcome = outcome(name, result.getStatus() == Status.FAILED ? why : "");
      outcomes.add(outcome);
      keep(outcome, result.getThrowable());
    }
  }

  private CauseOutcome outcome(String name, String reason) {
    CauseTable.Row row =
        CauseTable.take(name)
            .orElse(new CauseTable.Row(CauseOutcome.NOT_SAID, CauseOutcome.NOT_SAID, -1));
    int comma = name.lastIndexOf(", JDK ");
    return new CauseOutcome(
        part,
        run,
        comma < 0 ? name : name.substring(0, comma),
        comma < 0 ? "" : name.substring(comma + 2),
        row.expected(),
        row.told(),
        row.tellMillis(),
        reason);
  }

  private static void keep(CauseOutcome outcome, Optional<Throwable> failure) {
    String row =
        String.join(
            "\t",
            outcome.part().text(),
            Integer.toString(outcome.run()),
            outcome.scenario(),
            outcome.jdk(),
            outcome.expected(),
            outcome.told(),
            Long.toString(outcome.tellMillis()),
            outcome.reason());
    try {
      Files.writeString(FILE, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (failure.isPresent()) {
        Files.createDirectories(STORIES);
        Files.writeString(
            STORIES.resolve(
                String.join(
                        "-",
                        "miss",
                        outcome.part().text(),
                        Integer.toString(outcome.run()),
                        outcome.scenario(),
                        outcome.jdk())
                    .replace(' ', '-')),
            failure.get().toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.lines().findFirst().orElse("").replace('\t', ' ');
  }
}
