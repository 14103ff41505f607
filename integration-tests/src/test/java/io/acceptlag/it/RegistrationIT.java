package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An acceptor that waits in a selector and takes nothing, whether its listener asks or not. */
@Execution(ExecutionMode.CONCURRENT)
class RegistrationIT {
  private static final int WAITING = 5;

  private record Run(String variant, Jdk jdk) {
    @Override
    public String toString() {
      return variant + ", " + jdk;
    }
  }

  static Stream<Run> selector() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> Stream.of("pause", "leave", "skip").map(variant -> new Run(variant, jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void selector(Run run) throws Exception {
    try (CauseRun scenario =
        CauseRun.start(
            "selector " + run.variant,
            run.jdk,
            AgentJvm.on(run.jdk)
                .agent("log=stderr")
                .main("example.cause.SelectorLoop", Workspace.programs())
                .args(run.variant))) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(WAITING);
      String seen =
          switch (run.variant) {
            case "pause" -> "The listener is not registered for accept.";
            case "skip" -> " runs through its selector again and again and does not accept";
            default -> "the listener is registered for accept.";
          };
      LogLine told =
          scenario
              .server()
              .awaitLog("what was seen", line -> line.sentence().contains(seen), CauseRun.SOON);
      assertTrue(told.sentence().contains("\"shop-selector\""), told::toString);
      String cause = told.values().get("cause");
      switch (run.variant) {
        case "pause" -> assertEquals("paused", cause, told::toString);
        case "skip" -> assertEquals("accept_thread_blocked", cause, told::toString);
        default -> assertNotEquals("paused", cause, told::toString);
      }
      scenario.command("end");
      scenario.server().awaitLog("recovery", line -> line.is("recovered"), CauseRun.SOON);
    }
  }
}
