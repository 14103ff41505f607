package io.acceptlag.benchmarks;

/** A Spring Boot application from its start until it listens, with each agent in turn. */
final class SpringBootStart implements Part {
  private static final int ROUNDS = 3;

  @Override
  public String title() {
    return "Start of a Spring Boot application";
  }

  @Override
  public String measure() throws Exception {
    StartTable table = new StartTable();
    for (Jvm jvm : Jvm.all()) {
      table.compare(jvm.fullVersion() + ", 2", ROUNDS, agent -> run(jvm, agent));
    }
    return table
        + "\nMedian of "
        + ROUNDS
        + " rounds, in each of which all run one after another. Spring Boot 2 on Java 8, 3 on the others, each\n"
        + "an executable jar with one controller, until its port is open.\n";
  }

  private static Cost run(Jvm jvm, Agent agent) throws Exception {
    long startNanos = System.nanoTime();
    try (Program application = Program.start(jvm.springBoot(agent.options()))) {
      long readyNanos = application.await("READY \\d+").nanos();
      return new Cost((readyNanos - startNanos) / 1e9, application.cpuSeconds());
    }
  }
}
