package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the agent says first. */
final class StartLine {
  private static final Pattern WATCHES =
      Pattern.compile("acceptlag \\S+ watches (\\d+) of (\\d+) accept paths; .*");

  private StartLine() {}

  /** Waits for it, and fails if it names an accept path that is not watched. */
  static void assertWatchesAllPaths(AgentJvm jvm) throws InterruptedException {
    LogLine line =
        jvm.awaitLog(
            "start line",
            candidate -> WATCHES.matcher(candidate.sentence()).matches(),
            Duration.ofSeconds(60));
    Matcher watches = WATCHES.matcher(line.sentence());
    watches.matches();
    assertEquals("INFO", line.level(), line::toString);
    assertEquals(watches.group(2), watches.group(1), line::toString);
  }
}
