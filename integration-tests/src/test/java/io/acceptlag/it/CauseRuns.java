package io.acceptlag.it;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.MethodFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Each scenario again and again, first with the machine idle, then with all cores busy: what {@code
 * mvn verify -Pcauses} runs. A miss ends nothing; the table of docs/causes.md is written first, and
 * then the build fails.
 */
class CauseRuns {
  private static final int RUNS = Integer.getInteger("causes.runs", 0);

  /** As {@code -Dit.test} has it: {@code CausesIT#sleep*,SilenceIT}; all where it is empty. */
  private static final String WANTED = System.getProperty("causes.wanted", "");

  private static final Path PAGE = Path.of(System.getProperty("causes.page"));

  private final CauseOutcomes outcomes = new CauseOutcomes();

  @Test
  void everyScenarioIsOnTheDiagonal() throws Exception {
    run(false);
    try (BusyCores busy = BusyCores.start()) {
      run(true);
      busy.assertBusy();
    } finally {
      ConfusionTable.of(outcomes, RUNS).writeInto(PAGE);
    }
    assertFalse(outcomes.outcomes().isEmpty(), "no scenario is called " + WANTED);
    List<CauseOutcome> misses =
        outcomes.outcomes().stream().filter(outcome -> !outcome.isRight()).toList();
    assertEquals(
        0, misses.size(), () -> misses.stream().map(miss -> "\n" + miss).collect(joining()));
  }

  private void run(boolean loaded) throws IOException {
    for (int run = 1; run <= RUNS; run++) {
      outcomes.begin(loaded, run);
      execute(loaded, CausesIT.class, CausesUnderLoadIT.class, ServerCausesIT.class);
    }
    outcomes.begin(loaded, 1);
    // Its length stands for repetition.
    execute(loaded, SilenceIT.class);
  }

  /** One scenario at a time where the machine is to be idle. */
  private void execute(boolean loaded, Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(each -> selectClass(each)).toList())
            .filters(MethodFilter.includeMethodNamePatterns(patterns()))
            .configurationParameter(
                "junit.jupiter.execution.parallel.enabled", Boolean.toString(loaded))
            .build();
    LauncherFactory.create().execute(request, outcomes);
  }

  private static List<String> patterns() {
    return WANTED.isEmpty()
        ? List.of(".*")
        : Stream.of(WANTED.split(",", -1)).map(CauseRuns::pattern).toList();
  }

  private static String pattern(String wanted) {
    String methods = wanted.contains("#") ? wanted : wanted + "#*";
    return ".*\\." + Stream.of(methods.split("\\*", -1)).map(Pattern::quote).collect(joining(".*"));
  }
}
