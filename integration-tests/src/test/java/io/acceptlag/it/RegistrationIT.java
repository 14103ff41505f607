package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        .flatMap(jdk -> Stream.of(new Run("pause", jdk), new Run("leave", jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void selector(Run run) throws Exception {
    boolean pause = run.variant.equals("pause");
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
          pause
              ? "The listener is not registered for accept."
              : "the listener is registered for accept.";
      LogLine told =
          scenario
              .server()
              .awaitLog("what was seen", line -> line.sentence().contains(seen), CauseRun.SOON);
      assertTrue(told.sentence().contains("\"shop-selector\""), told::toString);
      assertEquals(pause, told.values().get("cause").equals("paused"), told::toString);
      scenario.command("end");
      scenario.server().awaitLog("recovery", line -> line.is("recovered"), CauseRun.SOON);
    }
  }
}
