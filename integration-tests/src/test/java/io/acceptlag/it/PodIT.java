package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a pod of Kubernetes nobody is told to do what gets the pod refused. */
@Execution(ExecutionMode.CONCURRENT)
class PodIT {
  /** More than any host allows. */
  private static final String BACKLOG = "2000000000";

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhoMayRaiseTheLimit(Jdk jdk) throws Exception {
    assertEquals(true, cappedLine(jdk, "10.96.0.1").sentence().contains("allowedUnsafeSysctls"));
    assertEquals(false, cappedLine(jdk, "").sentence().contains("securityContext"));
  }

  private static LogLine cappedLine(Jdk jdk, String api) throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .env("KUBERNETES_SERVICE_HOST", api)
            .main("example.cause.PlainLoop", Workspace.programs())
            .args(BACKLOG, "none")
            .start()) {
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("listen");
      LogLine line =
          jvm.awaitLog("line on the backlog", each -> each.is("backlog_capped"), EchoServer.SOON);
      assertEquals("INFO", line.level());
      return line;
    }
  }
}
