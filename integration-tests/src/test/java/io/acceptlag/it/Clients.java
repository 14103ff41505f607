package io.acceptlag.it;

import java.io.IOException;
import java.time.Duration;

/** Many clients of a server in trouble, in a JVM of their own. */
final class Clients implements AutoCloseable {
  private final AgentJvm jvm;

  private Clients(AgentJvm jvm) {
    this.jvm = jvm;
  }

  static Clients of(CauseRun scenario, Jdk jdk) throws InterruptedException {
    return start(AgentJvm.on(jdk), scenario.address().getPort());
  }

  /** In the server's network namespace. */
  static Clients besides(CauseRun scenario, Jdk jdk) throws InterruptedException {
    return besides(scenario, jdk, scenario.address().getPort());
  }

  /** As {@link #besides(CauseRun, Jdk)}, of another server there. */
  static Clients besides(CauseRun scenario, Jdk jdk, int port) throws InterruptedException {
    return start(AgentJvm.on(jdk).launchedBy(scenario.network()), port);
  }

  private static Clients start(AgentJvm.Builder builder, int port) throws InterruptedException {
    AgentJvm jvm =
        builder
            .unverified()
            .main("example.cause.Visitors", Workspace.programs())
            .args(Integer.toString(port))
            .start();
    jvm.awaitStdout("^READY", CauseRun.SOON);
    return new Clients(jvm);
  }

  /** Returns when they have come. */
  void come(String command) throws IOException, InterruptedException {
    // The same command may have been given before.
    long before = done(command);
    jvm.send(command);
    Await.until(
        Duration.ofSeconds(60),
        () -> done(command) > before,
        () -> jvm.failure("does not " + command));
  }

  private long done(String command) {
    return jvm.stdout().lines().stream().filter(("DONE " + command)::equals).count();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
