package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code java -jar acceptlag.jar} does, the demo above all. */
class DemoIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(20);

  /** A row of the closing table: what, the true figure, the agent's. */
  private static final Pattern ROW =
      Pattern.compile("  (\\S.*?) {2,}(\\d+)(?: ms)? +(\\d+)(?: ms)?");

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void showsTheWarningsAndThatTheyAreTrue(Jdk jdk) throws Exception {
    try (Stalls stalls = new Stalls();
        AgentJvm demo = command(jdk, "demo").start()) {
      assertEquals(0, demo.exitCode(BOUND), demo::toString);
      String port = demo.awaitStdout("to its port (\\d+)", SOON).group(1);
      demo.awaitStdout("agent +INFO acceptlag .* watches", SOON);
      demo.awaitStdout("agent +WARN .*:" + port + " is slow to accept: .* event=slow ", SOON);
      demo.awaitStdout(
          "WARN .*Thread \"[^\"]+\" is in (?:com\\.example\\.shop\\.)?Database\\.", SOON);
      demo.awaitStdout("agent +ERROR .*:" + port + " turns clients away: .* event=overflow ", SOON);
      demo.awaitStdout("agent +INFO .*:" + port + " accepts again.* event=recovered ", SOON);
      demo.awaitStdout("clients +0 answered; \\d+ wait .*; \\d+ cannot connect", SOON);

      Path page = Path.of(demo.awaitStdout("^  (/\\S+/report\\.html)$", SOON).group(1));
      assertTrue(Files.readString(page).contains("Database.queryOrdersOfTheYear"), demo::toString);
      Files.delete(page);
      Files.delete(page.getParent());

      Figures delayed = row(demo, "connections that waited over 200 ms");
      assertTrue(delayed.measured() > 50, delayed::toString);
      // On a machine that is short of time, single waits come close to 200 ms.
      assertTrue(delayed.difference() <= 2, delayed::toString);
      Figures longest = row(demo, "the longest wait to be accepted");
      // The true one has in it what comes between accept() and the handler.
      assertTrue(longest.difference() <= 50 + stalls.longestMillis(), longest::toString);
      Figures refused = row(demo, "packets refused (ListenOverflows)");
      assertTrue(refused.measured() > 0, refused::toString);
      // Servers of other tests count as well, in the namespace's counter only.
      assertTrue(refused.real() >= refused.measured(), refused::toString);

      String output = demo.toString();
      assertFalse(output.contains("\u001b"), output);
      assertFalse(output.contains("\r"), output);
      assertEquals(List.of(), demo.stderr().lines());
    }
  }

  @Test
  void failsWhenTheAgentIsSilent() throws Exception {
    try (AgentJvm demo = command(newest(), "demo").env("ACCEPTLAG_ENABLED", "false").start()) {
      assertEquals(1, demo.exitCode(BOUND), demo::toString);
      demo.awaitStderr("should have given .* try without ACCEPTLAG_ENABLED=false", SOON);
    }
  }

  @Test
  void failsWhenTheWarningsDoNotCome() throws Exception {
    try (AgentJvm demo = command(newest(), "demo").env("ACCEPTLAG_PORTS", "1").start()) {
      assertEquals(1, demo.exitCode(BOUND), demo::toString);
      demo.awaitStderr("event=slow, .*event=overflow.* try without ACCEPTLAG_PORTS=1", SOON);
    }
  }

  @Test
  void takesItsServerWithIt() throws Exception {
    for (String signal : List.of("TERM", "KILL")) {
      try (AgentJvm demo = command(newest(), "demo").start()) {
        demo.awaitStdout("agent +INFO acceptlag", SOON);
        List<ProcessHandle> server =
            ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
        assertEquals(1, server.size());
        demo.signal(signal);
        assertNotEquals(0, demo.exitCode(SOON), demo::toString);
        server.get(0).onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatItKnows(Jdk jdk) throws Exception {
    for (String[] words : new String[][] {{}, {"help"}, {"--help"}}) {
      assertSays(jdk, "-javaagent:" + Workspace.agentJar() + " -jar shop.jar", words);
    }
    assertSays(jdk, "^acceptlag \\d+\\.\\d+\\.\\d+", "--version");
    assertSays(jdk, "^  warn\\.wait +200ms", "options");
    assertSays(jdk, "in less than 30 seconds", "demo", "--help");
  }

  @Test
  void namesTheRightWordsForAWrongOne() throws Exception {
    for (String[] words : new String[][] {{"dmeo"}, {"demo", "now"}, {"options", "8080"}}) {
      try (AgentJvm jvm = command(newest(), words).start()) {
        assertEquals(2, jvm.exitCode(SOON), jvm::toString);
        jvm.awaitStderr(
            "\""
                + words[words.length - 1]
                + "\".* it knows attach, demo, detach, doctor, list, options, ",
            SOON);
        assertEquals(List.of(), jvm.stdout().lines());
      }
    }
  }

  private static void assertSays(Jdk jdk, String regex, String... words) throws Exception {
    try (AgentJvm jvm = command(jdk, words).start()) {
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      jvm.awaitStdout(regex, SOON);
      assertEquals(List.of(), jvm.stderr().lines());
    }
  }

  private static Figures row(AgentJvm demo, String name) {
    for (String line : demo.stdout().lines()) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && row.group(1).equals(name)) {
        return new Figures(Long.parseLong(row.group(2)), Long.parseLong(row.group(3)));
      }
    }
    throw demo.failure("no row \"" + name + "\"");
  }

  private record Figures(long real, long measured) {
    long difference() {
      return Math.abs(real - measured);
    }
  }

  private static AgentJvm.Builder command(Jdk jdk, String... words) {
    return AgentJvm.on(jdk).jar(Workspace.agentJar()).args(words);
  }

  private static Jdk newest() {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    return jdks.get(jdks.size() - 1);
  }
}
