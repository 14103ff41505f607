package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern BECAUSE =
      Pattern.compile(" got (\\d+), because net\\.core\\.somaxconn is \\1 here");

  private static final String OF_A_POD =
      ". A pod may set it once the kubelet's allowedUnsafeSysctls has it.";

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhoMayRaiseTheLimit(Jdk jdk) throws Exception {
    String inPod = cappedLine(jdk, "10.96.0.1");
    assertTrue(BECAUSE.matcher(inPod).find(), inPod);
    assertTrue(inPod.endsWith(OF_A_POD), inPod);
    String elsewhere = cappedLine(jdk, "");
    Matcher because = BECAUSE.matcher(elsewhere);
    assertTrue(because.find(), elsewhere);
    assertEquals(elsewhere.length(), because.end(), elsewhere);
  }

  private static String cappedLine(Jdk jdk, String api) throws Exception {
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
      return line.sentence();
    }
  }
}
