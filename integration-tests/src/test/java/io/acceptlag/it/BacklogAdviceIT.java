package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The backlog that is advised after a burst is given to the server, as the line says it, and the
 * same burst comes again: nobody is refused.
 */
@Execution(ExecutionMode.CONCURRENT)
class BacklogAdviceIT {
  private static final Pattern BACKLOG = Pattern.compile("to at least (\\d+)");
  private static final Pattern SOMAXCONN =
      Pattern.compile("net\\.core\\.somaxconn, which is (\\d+) here, to no less");

  private static final int TRIES = 3;

  /** Silent clients, and clients that speak as soon as they are connected. */
  static Stream<Burst> bursts() {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    Jdk oldest = jdks.get(0);
    Jdk newest = jdks.get(jdks.size() - 1);
    return Stream.of(
        new Burst(oldest, "talk 300", 300),
        new Burst(newest, "burst 600", 600),
        new Burst(oldest, "burst 1500", 1_500),
        new Burst(newest, "talk 5000", 5_000));
  }

  @ParameterizedTest
  @MethodSource("bursts")
  void nobodyIsRefusedWhenTheBurstComesAgain(Burst burst, @TempDir Path folder) throws Exception {
    String advice = advice(burst, folder);
    Matcher backlog = BACKLOG.matcher(advice);
    assertTrue(backlog.find(), advice);
    Matcher somaxconn = SOMAXCONN.matcher(advice);
    // The line says all that has to be changed.
    List<String> settings =
        somaxconn.find() ? List.of("net.core.somaxconn=" + backlog.group(1)) : List.of();
    try (HandshakeRun run =
        HandshakeRun.start(burst.jdk, folder, settings, backlog.group(1), "none")) {
      run.awaitWatched(Integer.parseInt(backlog.group(1)));
      assertEquals(Long.parseLong(backlog.group(1)), run.backlog());
      run.come(burst.command);
      run.awaitAccepted(burst.size);
      assertEquals(0, run.counted("ListenOverflows"), advice);
      assertEquals(0, run.counted("ListenDrops"), advice);
    }
  }

  private static String advice(Burst burst, Path folder) throws Exception {
    for (int tries = 1; ; tries++) {
      boolean last = tries == TRIES;
      try (HandshakeRun run =
          HandshakeRun.start(
              burst.jdk, Files.createTempDirectory(folder, "try"), List.of(), "50", "none")) {
        run.awaitWatched(50);
        run.come(burst.command);
        // They may come so slowly, as on a busy machine, that all find room.
        if (!last && run.counted("ListenOverflows") == 0) {
          continue;
        }
        LogLine line =
            run.server()
                .awaitLog(
                    "advice", each -> advises(each) || (!last && isOver(each)), HandshakeRun.SOON);
        System.out.println(burst + ": " + line);
        // If no poll saw the end of the burst, it is not counted. Where the machine stood still,
        // that is the cause.
        boolean counted = !line.sentence().contains("More connections came at once");
        if (last || (advises(line) && counted)) {
          return line.sentence();
        }
      }
    }
  }

  private static boolean advises(LogLine line) {
    return "backlog_too_small".equals(line.values().get("cause"));
  }

  private static boolean isOver(LogLine line) {
    return line.is("recovered") && !line.values().getOrDefault("overflows", "0").equals("0");
  }

  private record Burst(Jdk jdk, String command, int size) {}
}
