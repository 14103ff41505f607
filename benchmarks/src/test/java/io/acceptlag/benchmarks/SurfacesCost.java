package io.acceptlag.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it costs to show the figures elsewhere: the same idle listener in applications that use
 * none, or one, of the places where acceptlag shows them; and beside an agent that does not even
 * look for such places. All at once, because each sleeps nearly all the time, so that whatever else
 * runs on the machine befalls all of them alike.
 */
final class SurfacesCost implements Part {
  private static final String NONE = "none";
  private static final String NOBODY_LOOKS = "none, and nobody looks for it";
  private static final int COPIES = 3;
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
            "that / nobody looks",
            "classes more than without the agent",
            "acceptlag's threads");
    for (Jvm jvm : Jvm.all()) {
      Map<String, Found> found = found(jvm);
      double least = found.get(NOBODY_LOOKS).micros();
      found.forEach(
          (surface, each) ->
              table.row(
                  jvm.fullVersion(),
                  surface,
                  String.format(Locale.ROOT, "%.0f", each.micros()),
                  String.format(Locale.ROOT, "%.2f", each.micros() / least),
                  each.classes() < 0 ? "" : each.classes(),
                  each.threads()));
    }
    return table
        + """

        A poll of one idle listener, interpreted in part still: only lines of one Java compare. Medians of three JVMs,
        all of one Java at once. Beside the application of the first line runs a jar in which the class that looks for
        such places (`Surfaces`) does nothing. The difference to the second line is what the others cost that are not
        used. No class of theirs is loaded then, which JmxIT and JfrIT test, and no thread is started. What is left is a
        question once a second whether that is so still. It is asked by up to eight classes of the JDK's.
        """;
  }

  private static Map<String, Found> found(Jvm jvm) throws Exception {
    List<String> blind = WithoutSurfaces.options();
    Map<String, List<Program>> with = new LinkedHashMap<>();
    Map<String, Program> without = new LinkedHashMap<>();
    try {
      for (String surface : surfaces(jvm)) {
        List<Program> copies = new ArrayList<>();
        with.put(surface, copies);
        for (int i = 0; i < COPIES; i++) {
          boolean looks = !surface.equals(NOBODY_LOOKS);
          copies.add(start(jvm, surface, looks ? Agent.ACCEPTLAG.options() : blind));
        }
        without.put(surface, start(jvm, surface, Agent.NONE.options()));
      }
      Map<String, Found> found = new LinkedHashMap<>();
      for (Map.Entry<String, List<Program>> each : with.entrySet()) {
        List<Double> micros = new ArrayList<>();
        for (Program program : each.getValue()) {
          micros.add(micros(program));
        }
        Program bare = without.get(each.getKey());
        micros(bare);
        Program first = each.getValue().get(0);
        long threads =
            first.threadNames().stream().filter(name -> name.startsWith("acceptlag")).count();
        long classes = Jcmd.classes(first.pid());
        found.put(
            each.getKey(),
            new Found(
                Ratios.median(micros),
                classes < 0 ? -1 : classes - Jcmd.classes(bare.pid()),
                threads));
      }
      return found;
    } finally {
      with.values().forEach(copies -> copies.forEach(Program::close));
      without.values().forEach(Program::close);
    }
  }

  private static List<String> surfaces(Jvm jvm) {
    List<String> surfaces = new ArrayList<>(List.of(NOBODY_LOOKS, NONE, "jmx", "micrometer"));
    if (jvm.version() >= 11) {
      surfaces.add("recording");
    }
    return surfaces;
  }

  private static Program start(Jvm jvm, String surface, List<String> options) throws Exception {
    return Program.start(
        jvm.subject(
            options, "Surfaced", surface, Integer.toString(SETTLE_SECONDS), MICROMETER.toString()));
  }

  private static double micros(Program program) throws Exception {
    return Double.parseDouble(program.await("^POLL ").text().replaceFirst("^POLL ", ""));
  }

  private record Found(double micros, long classes, long threads) {}
}
