package io.acceptlag.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it costs to show the figures elsewhere: the same idle listener in applications that use
 * none, or one, of the places where acceptlag shows them. All at once, because each sleeps nearly
 * all the time, so that whatever else runs on the machine befalls all of them alike.
 */
final class SurfacesCost implements Part {
  private static final String NONE = "none";
  private static final int SETTLE_SECONDS = 45;
  private static final Path MICROMETER =
      Path.of("benchmarks", "target", "agents", "micrometer-core.jar");

  @Override
  public String title() {
    return "Where else the figures stand";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            2,
            "Java",
            "the application uses",
            "µs a poll",
            "that / none",
            "classes more than without the agent");
    for (Jvm jvm : Jvm.all()) {
      Map<String, Found> found = found(jvm);
      double none = found.get(NONE).micros();
      found.forEach(
          (surface, each) ->
              table.row(
                  jvm.fullVersion(),
                  surface,
                  String.format(Locale.ROOT, "%.0f", each.micros()),
                  String.format(Locale.ROOT, "%.2f", each.micros() / none),
                  each.classes() < 0 ? "" : each.classes()));
    }
    return table
        + """

        A poll of one idle listener, interpreted in part still: only lines of one Java compare. Whoever uses none of them
        has no class of theirs loaded, which JmxIT and JfrIT test; what is left is a question once a second whether that
        is so still.
        """;
  }

  private static Map<String, Found> found(Jvm jvm) throws Exception {
    Map<String, Program> with = new LinkedHashMap<>();
    Map<String, Program> without = new LinkedHashMap<>();
    try {
      for (String surface : surfaces(jvm)) {
        with.put(surface, start(jvm, surface, Agent.ACCEPTLAG));
        without.put(surface, start(jvm, surface, Agent.NONE));
      }
      Map<String, Found> found = new LinkedHashMap<>();
      for (Map.Entry<String, Program> each : with.entrySet()) {
        double micros = micros(each.getValue());
        Program bare = without.get(each.getKey());
        micros(bare);
        long classes = Jcmd.classes(each.getValue().pid());
        found.put(
            each.getKey(),
            new Found(micros, classes < 0 ? -1 : classes - Jcmd.classes(bare.pid())));
      }
      return found;
    } finally {
      with.values().forEach(Program::close);
      without.values().forEach(Program::close);
    }
  }

  private static List<String> surfaces(Jvm jvm) {
    List<String> surfaces = new ArrayList<>(List.of(NONE, "jmx", "micrometer"));
    if (jvm.version() >= 11) {
      surfaces.add("recording");
    }
    return surfaces;
  }

  private static Program start(Jvm jvm, String surface, Agent agent) throws Exception {
    return Program.start(
        jvm.subject(
            agent.options(),
            "Surfaced",
            surface,
            Integer.toString(SETTLE_SECONDS),
            MICROMETER.toString()));
  }

  private static double micros(Program program) throws Exception {
    return Double.parseDouble(program.await("^POLL ").text().replaceFirst("^POLL ", ""));
  }

  private record Found(double micros, long classes) {}
}
