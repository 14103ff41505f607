package io.acceptlag.benchmarks;

/** The agent's share of a core while ten listeners are stuck among a thousand threads. */
final class TroubleCost implements Part {
  @Override
  public String title() {
    return "In trouble";
  }

  @Override
  public String measure() throws Exception {
    Table table = new Table(1, "Java", "in the first 5 s", "in the next 30 s (to reach: 2 %)");
    for (Jvm jvm : Jvm.all()) {
      String[] shares =
          Program.lastLine(jvm.subject(Agent.ACCEPTLAG.options(), "Stuck")).split(" ", -1);
      table.row(jvm.fullVersion(), percent(shares[0]), percent(shares[1]));
    }
    return table
        + "\nTen stuck listeners, a thousand threads with 40 frames each, the share of one core. The first\n"
        + "seconds include loading and compiling what the healthy never need. Java 8 stops all threads for\n"
        + "each sample of a stack, and that takes it 2 ms with so many.\n";
  }

  private static String percent(String share) {
    return String.format(java.util.Locale.ROOT, "%.1f %%", Double.parseDouble(share));
  }
}
