package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The harness itself, without the agent. */
class AgentJvmIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void verifiesQuietlyOnEveryJdk() throws Exception {
    for (Jdk jdk : Jdks.all()) {
      try (AgentJvm jvm = program(jdk).start()) {
        jvm.awaitStdout("^READY", SOON);
        jvm.send("quit");
        assertEquals(0, jvm.exitCode(SOON), jvm::toString);
        assertEquals(List.of(), jvm.jvmWarnings());
      }
    }
  }

  @Test
  void waitingEndsWithTheJvmAndShowsItsOutput() throws InterruptedException {
    try (AgentJvm jvm = program(newest()).jvmArgs("-XX:NoSuchFlag=1").start()) {
      long start = System.nanoTime();
      AssertionError error =
          assertThrows(
              AssertionError.class, () -> jvm.awaitStdout("^READY", Duration.ofMinutes(5)));
      assertTrue(System.nanoTime() - start < SOON.toNanos());
      assertTrue(error.getMessage().contains("exit code 1"), error::getMessage);
      assertTrue(error.getMessage().contains("stderr: Unrecognized VM option"), error::getMessage);
    }
  }

  @Test
  void closingKillsAStoppedJvm() throws Exception {
    ProcessHandle process;
    try (AgentJvm jvm = program(newest()).start()) {
      jvm.awaitStdout("^READY", SOON);
      jvm.signal("STOP");
      process = ProcessHandle.of(jvm.pid()).orElseThrow();
      assertTrue(process.isAlive());
    }
    process.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertFalse(process.isAlive());
  }

  @Test
  void netnsIsAnotherNamespaceOfTheSameProcess() throws Exception {
    Missing.skipIf("A network namespace", Netns.unavailability());
    try (AgentJvm jvm = program(newest()).launchedBy(Netns.launcher()).start()) {
      jvm.awaitStdout("^READY", SOON);
      assertNotEquals(namespaceOf("self"), namespaceOf(Long.toString(jvm.pid())));
    }
  }

  private static Path namespaceOf(String pid) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", pid, "ns/net"));
  }

  private static Jdk newest() {
    return Jdks.all().get(Jdks.all().size() - 1);
  }

  private static AgentJvm.Builder program(Jdk jdk) {
    return AgentJvm.on(jdk).main("example.http.Server", Workspace.programs());
  }
}
