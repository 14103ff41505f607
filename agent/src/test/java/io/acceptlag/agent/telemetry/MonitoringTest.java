package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.CauseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What lies in monitoring/ asks for metrics that there are. PrometheusIT runs all of it. */
class MonitoringTest {
  private static final Path FOLDER = Path.of("../monitoring");

  @Test
  void everyCauseHasAnAlertWithARemedy() throws IOException {
    Set<String> alerts = new TreeSet<>();
    for (String rule : text("alerts/acceptlag.yaml").split("- alert: ", -1)) {
      if (rule.startsWith("AcceptlagIncident\n")) {
        String cause = only("acceptlag_incident_open\\{acceptlag_cause=\"(\\w+)\"}", rule);
        assertEquals(cause, only("\n {10}acceptlag_cause: (\\w+)\n", rule), "no two rules alike");
        assertTrue(only("\n {10}remedy: \"(.*)\"\n", rule).length() > 20, rule);
        alerts.add(cause);
      }
    }
    assertEquals(
        Arrays.stream(CauseId.values())
            // Never the cause.
            .filter(cause -> cause != CauseId.CLIENTS_GAVE_UP)
            .map(CauseId::key)
            .collect(Collectors.toCollection(TreeSet::new)),
        alerts);
  }

  @Test
  void noAlertIsOnACounterOfTheWholeNamespace() throws IOException {
    assertFalse(text("alerts/acceptlag.yaml").contains("acceptlag_kernel"));
    assertFalse(text("rules/acceptlag.yaml").contains("acceptlag_kernel"));
  }

  @Test
  void everyMetricThatIsAskedForIsOne() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      String name = prometheusName(metric);
      names.add(name);
      if (metric.kind == Metric.Kind.HISTOGRAM) {
        names.addAll(Set.of(name + "_bucket", name + "_count", name + "_sum"));
      }
    }
    for (String file :
        Set.of("alerts/acceptlag.yaml", "rules/acceptlag.yaml", "dashboards/acceptlag.json")) {
      Set<String> asked =
          Pattern.compile("(?<![:\\w])acceptlag_\\w+")
              .matcher(text(file))
              .results()
              .map(MatchResult::group)
              .filter(name -> !name.equals("acceptlag_cause"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertFalse(asked.isEmpty(), "is the test blind?");
      asked.removeAll(names);
      assertEquals(Set.of(), asked, file);
    }
  }

  /** By its default translation, UnderscoreEscapingWithSuffixes. */
  private static String prometheusName(Metric metric) {
    String name = metric.key.replace('.', '_');
    if (metric.unit.equals("s")) {
      name += "_seconds";
    } else if (metric.unit.equals("1")) {
      name += "_ratio";
    }
    boolean counts =
        metric.kind == Metric.Kind.LONG_COUNTER || metric.kind == Metric.Kind.DOUBLE_COUNTER;
    return counts ? name + "_total" : name;
  }

  @Test
  void theDashboardCanBeImportedAnywhere() throws IOException {
    String dashboard = text("dashboards/acceptlag.json");
    assertEquals(0, count("(?m)^ {2}\"id\":", dashboard), "an id is of one Grafana only");
    int rowsAndPanels = count("\"gridPos\"", dashboard);
    for (int id = 1; id <= rowsAndPanels; id++) {
      assertEquals(1, count("\n {6}\"id\": " + id + ",", dashboard), "of a panel");
    }
    assertEquals(1, count("\"type\": \"datasource\"", dashboard), "one variable for the source");
    int panels = rowsAndPanels - count("\"type\": \"row\"", dashboard);
    assertTrue(panels > 10);
    assertEquals(panels, count("\"fieldConfig\"", dashboard));
    assertTrue(count("\"unit\": \"[a-z]+\"", dashboard) >= panels, "each panel has a unit");
    assertEquals(
        count("\"uid\": \"", dashboard) - 1,
        count("\"uid\": \"\\$\\{datasource}\"", dashboard),
        "all but the dashboard's own uid");
    assertEquals(0, count("\"description\": \"\"", dashboard));
  }

  private static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  private static String only(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .orElseThrow(() -> new AssertionError("no " + regex + " in " + text));
  }

  private static int count(String regex, String text) {
    return (int) Pattern.compile(regex).matcher(text).results().count();
  }
}
