package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An acceptor that is a virtual thread, while others hold all that could carry it. */
@Execution(ExecutionMode.CONCURRENT)
class VirtualThreadsIT {
  private static final int WAITING = 5;

  /** At most: it ends once the cause is named, however late that is. */
  private static final String TROUBLE_MILLIS = "60000";

  private record Run(String variant, int release, String where, String advice) {
    @Override
    public String toString() {
      return variant + ", JDK " + release;
    }
  }

  /** From Java 24 on synchronized pins no more. */
  static Stream<Run> heldCarriers() {
    return Stream.of(
        new Run("pinned", 21, "VirtualLoop.countStock", "ReentrantLock"),
        new Run("initialising", 26, "VirtualLoop.countStock", "static initialiser"),
        new Run("computing", 26, "VirtualLoop.sumUp", "platform threads"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void heldCarriers(Run run) throws Exception {
    Jdk jdk = Jdks.need(run.release);
    try (CauseRun scenario =
        CauseRun.start(
            "virtual " + run.variant,
            jdk,
            AgentJvm.on(jdk)
                .agent("log=stderr")
                .jvmArgs("-Djdk.virtualThreadScheduler.parallelism=2")
                .main("example.cause.VirtualLoop", Workspace.programs())
                .args(TROUBLE_MILLIS, run.variant))) {
      scenario.serveOne();
      scenario.troubleBegins();
      scenario.command("begin");
      scenario.connect(WAITING);
      scenario.awaitVerdict();
      scenario.command("end");
      String sentence = scenario.assertCause("carriers_exhausted").sentence();
      for (String words : List.of("2 of 2 are held in ", run.where, run.advice)) {
        assertTrue(sentence.contains(words), sentence);
      }
    }
  }
}
