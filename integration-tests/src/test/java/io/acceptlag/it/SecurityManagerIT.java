package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that may do little, under a SecurityManager, and the grant that the docs name. */
@Execution(ExecutionMode.CONCURRENT)
class SecurityManagerIT {
  /** From Java 18 on it must be allowed by hand, and from 24 on there is none. */
  static Stream<Jdk> jdks() {
    return Jdks.orSkip(Jdks.all().stream().filter(jdk -> jdk.version() <= 17), "a JDK up to 17");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void measuresAsWithout(Jdk jdk, @TempDir Path folder) throws Exception {
    Path policy =
        Files.writeString(
            folder.resolve("shop.policy"),
            "grant codeBase \""
                + Workspace.agentJar().toUri()
                + "\" { permission java.security.AllPermission; };\n"
                + "grant { permission java.net.SocketPermission \"*\","
                + " \"accept,connect,listen,resolve\"; };\n");
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .jvmArgs("-Djava.security.manager", "-Djava.security.policy==" + policy);
    try (EchoServer server = EchoServer.start(builder, "serversocket", "channel-selector")) {
      if (jdk.version() == 17) {
        server.jvm().expect("WARNING: A command line option has enabled the Security Manager");
        server.jvm().expect("WARNING: The Security Manager is deprecated .*");
      }
      StartLine.assertWatchesAllPaths(server.jvm());
      // Else it is starting.
      server.exchange();
      for (String path : List.of("serversocket", "channel-selector")) {
        server.holdAndAwaitWarning(path);
        int port = server.port(path);
        server
            .jvm()
            .awaitLog("recovery", line -> line.is("recovered") && line.isOf(port), EchoServer.SOON);
      }
      server.quit();
      // Waits are known, so the hook has reached the descriptors.
      assertTrue(
          server.jvm().log().stream()
              .filter(line -> line.is("recovered"))
              .allMatch(line -> line.number("wait_max_ms") > 0),
          server.jvm()::toString);
    }
  }
}
