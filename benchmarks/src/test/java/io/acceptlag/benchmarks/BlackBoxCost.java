package io.acceptlag.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the black box takes beside a sampler that would poll without it, and what it holds. */
final class BlackBoxCost implements Part {
  private static final int DAY_SECONDS = 86_400;
  private static final int MANY_SECONDS = 1_200;

  /** By the boot loader, because the subjects know no other module. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xbootclasspath/a:" + Path.of("core", "target", "classes"),
          "-Xmx64m",
          "-XX:+UseSerialGC");

  @Override
  public String title() {
    return "Black box";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(2, "Java", "busy listeners", "µs a second", "share of a core", "holds, KiB");
    for (Jvm jvm : Jvm.all()) {
      row(table, jvm, 1, DAY_SECONDS);
      row(table, jvm, 25, DAY_SECONDS);
      row(table, jvm, 5000, MANY_SECONDS);
    }
    return table
        + """

        Through a day, of 5,000 listeners through 20 minutes, in which each of them is busy in each second. Idle ones
        take and hold nothing.
        """;
  }

  private static void row(Table table, Jvm jvm, int listeners, int seconds) throws Exception {
    String[] found =
        Program.lastLine(
                jvm.subject(
                    OPTIONS, "BoxDay", Integer.toString(seconds), Integer.toString(listeners)))
            .strip()
            .split(" ", -1);
    double micros = Double.parseDouble(found[0]);
    table.row(
        jvm.fullVersion(),
        listeners,
        String.format(Locale.ROOT, "%.1f", micros),
        String.format(Locale.ROOT, "%.4f %%", micros / 1e4),
        found[1]);
  }
}
