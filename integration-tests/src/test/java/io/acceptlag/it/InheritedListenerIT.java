package io.acceptlag.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One socket is one listener, by however many descriptors it is accepted from. */
class InheritedListenerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** Standard input, the duplicate that the JDK makes of it, and two more. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void fourDescriptorsOfOneSocket(Jdk jdk, @TempDir Path folder) throws Exception {
    Path launcher = folder.resolve("launcher");
    Missing.skipIf("An inherited listener", InheritedListener.compile(launcher));
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .launchedBy(List.of(launcher.toString()))
            .agent("log=stderr,warn.wait=60s")
            .main("example.inherited.Duplicates", Workspace.programs())
            .args(InheritedListener.DUPLICATES.toArray(String[]::new));
    if (jdk.version() > 8) {
      builder.jvmArgs("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }
    try (AgentJvm jvm = builder.start()) {
      jvm.awaitStdout("^ALL listeners=1 accepted=3 queue=4$", SOON);
      jvm.awaitStdout("^ONE_CLOSED listeners=1 accepted=4 queue=3$", SOON);
      jvm.awaitStdout("^END", SOON);
    }
  }
}
