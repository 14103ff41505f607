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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.MethodFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Each scenario again and again, first with the machine idle, then with all cores busy, and then
 * silence: what {@code mvn verify -Pcauses} runs. A miss ends nothing; the table of docs/causes.md
 * is written first, and then the build fails.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class CauseRuns {
  private static final int RUNS = Integer.getInteger("causes.runs", 0);

  /** As {@code -Dit.test} has it: {@code CausesIT#sleep*,SilenceIT}; all where it is empty. */
  private static final String WANTED = System.getProperty("causes.wanted", "");

  private static final Path PAGE = Path.of(System.getProperty("causes.page"));
  private static final Class<?>[] CAUSES = {
    CausesIT.class, CausesUnderLoadIT.class, ServerCausesIT.class, UnservedCausesIT.class
  };

  /** Half of the silence. */
  private static final List<String> FIRST_HALF =
      Stream.of("keepAlive", "connectionPerRequest", "tls", "acceptorsBehindOne")
          .map(name -> pattern("SilenceIT#" + name))
          .toList();

  @Test
  void idle() throws IOException {
    run(CausePart.IDLE, RUNS, CAUSES);
  }

  @Test
  void loaded() throws IOException {
    try (BusyCores busy = BusyCores.start()) {
      run(CausePart.LOADED, RUNS, CAUSES);
      busy.assertBusy();
    }
  }

  /** Its length stands for repetition. The class is isolated, so two of it are run side by side. */
  @Test
  void silence() throws Exception {
    CauseOutcomes outcomes = new CauseOutcomes(CausePart.SILENCE);
    outcomes.begin(1);
    MethodFilter first = MethodFilter.includeMethodNamePatterns(FIRST_HALF);
    MethodFilter others = MethodFilter.excludeMethodNamePatterns(FIRST_HALF);
    Thread second =
        new Thread(() -> execute(outcomes, false, others, SilenceIT.class), "second half");
    second.start();
    execute(outcomes, false, first, SilenceIT.class);
    second.join();
    tell(CausePart.SILENCE, 1, outcomes);
  }

  private static void run(CausePart part, int runs, Class<?>... scenarios) throws IOException {
    CauseOutcomes outcomes = new CauseOutcomes(part);
    for (int run = 1; run <= runs; run++) {
      outcomes.begin(run);
      execute(
          outcomes,
          part == CausePart.LOADED,
          MethodFilter.includeMethodNamePatterns(".*"),
          scenarios);
    }
    tell(part, runs, outcomes);
  }

  private static void tell(CausePart part, int runs, CauseOutcomes outcomes) throws IOException {
    ConfusionTable table = ConfusionTable.of(part, runs, outcomes);
    if (WANTED.isEmpty()) {
      table.writeInto(PAGE);
    } else {
      // A page that shows some of them would hide that the others were not run.
      table.lines().forEach(System.out::println);
    }
    assertFalse(outcomes.outcomes().isEmpty(), part + " has no scenario called " + WANTED);
    List<CauseOutcome> misses =
        outcomes.outcomes().stream().filter(outcome -> !outcome.isRight()).toList();
    assertEquals(
        0, misses.size(), () -> misses.stream().map(miss -> "\n" + miss).collect(joining()));
  }

  private static void execute(
      CauseOutcomes outcomes, boolean parallel, MethodFilter names, Class<?>... scenarios) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(scenarios).map(each -> selectClass(each)).toList())
            .filters(MethodFilter.includeMethodNamePatterns(patterns()), names)
            .configurationParameter(
                "junit.jupiter.execution.parallel.enabled", Boolean.toString(parallel))
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
