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
 * The backlog that is advised after a burst is given to the server, and the kernel's limit raised,
 * as the line says it, and the same burst comes again: nobody is refused.
 */
@Execution(ExecutionMode.CONCURRENT)
class BacklogAdviceIT {
  private static final Pattern BACKLOG = Pattern.compile("to at least (\\d+)");
  private static final Pattern SOMAXCONN =
      Pattern.compile("net\\.core\\.somaxconn, which is (\\d+) here, to no less");

  /** Of a burst that met a queue which the kernel had cut. */
  private static final Pattern CAPPED =
      Pattern.compile(
          "Raise net\\.core\\.somaxconn of this network namespace to (\\d+)(, .* to no less,)? and"
              + " restart");

  private static final String OF_A_POD =
      "A pod may set it once the kubelet's allowedUnsafeSysctls has it.";

  private static final int TRIES = 3;

  /** What net.core.somaxconn makes of a longer queue. */
  private static final int CAP = 128;

  /** Silent clients, and clients that speak as soon as they are connected. */
  static Stream<Burst> bursts() {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    Jdk oldest = jdks.get(0);
    Jdk newest = jdks.get(jdks.size() - 1);
    return Stream.of(
        Burst.of(oldest, "talk 300", 300),
        Burst.of(newest, "burst 600", 600),
        Burst.of(oldest, "burst 1500", 1_500),
        Burst.of(newest, "talk 5000", 5_000),
        Burst.capped(oldest, "burst 1500", 1_500, 2_048),
        // What it asked for is too little as well.
        Burst.capped(newest, "burst 1500", 1_500, 300),
        Burst.cappedInPod(newest, "burst 1500", 1_500, 2_048));
  }

  @ParameterizedTest
  @MethodSource("bursts")
  void nobodyIsRefusedWhenTheBurstComesAgain(Burst burst, @TempDir Path folder) throws Exception {
    String advice = advice(burst, folder);
    // The pod that sets it is refused unless the kubelet allows it.
    assertEquals(burst.inPod, advice.contains(OF_A_POD), advice);
    Remedy remedy = burst.isCapped() ? capped(advice, burst.asked) : backlog(advice);
    String backlog = Integer.toString(remedy.backlog);
    try (HandshakeRun run =
        HandshakeRun.start(burst.jdk, folder, remedy.settings, backlog, "none")) {
      run.awaitWatched(remedy.backlog);
      assertEquals(remedy.backlog, run.backlog());
      run.come(burst.command);
      run.awaitAccepted(burst.size);
      assertEquals(0, run.counted("ListenOverflows"), advice);
      assertEquals(0, run.counted("ListenDrops"), advice);
    }
  }

  private static Remedy backlog(String advice) {
    Matcher backlog = BACKLOG.matcher(advice);
    assertTrue(backlog.find(), advice);
    // The line says all that has to be changed.
    return new Remedy(
        Integer.parseInt(backlog.group(1)),
        SOMAXCONN.matcher(advice).find() ? somaxconn(backlog.group(1)) : List.of());
  }

  /**
   * @param asked the server's backlog, which stays as it is unless the line says otherwise
   */
  private static Remedy capped(String advice, int asked) {
    Matcher capped = CAPPED.matcher(advice);
    assertTrue(capped.find(), advice);
    return new Remedy(
        capped.group(2) == null ? asked : Integer.parseInt(capped.group(1)),
        somaxconn(capped.group(1)));
  }

  private static List<String> somaxconn(String value) {
    return List.of("net.core.somaxconn=" + value);
  }

  private static String advice(Burst burst, Path folder) throws Exception {
    for (int tries = 1; ; tries++) {
      boolean last = tries == TRIES;
      try (HandshakeRun run = burst.start(Files.createTempDirectory(folder, "try"))) {
        run.awaitWatched(burst.isCapped() ? CAP : burst.asked);
        run.come(burst.command);
        // They may come so slowly, as on a busy machine, that all find room.
        if (!last && run.counted("ListenOverflows") == 0) {
          continue;
        }
        LogLine line =
            run.server()
                .awaitLog(
                    "advice",
                    each -> burst.isAdvised(each) || (!last && isOver(each)),
                    HandshakeRun.SOON);
        System.out.println(burst + ": " + line);
        // If no poll saw the end of the burst, it is not counted. Where the machine stood still,
        // that is the cause.
        boolean counted = !line.sentence().contains("More connections came at once");
        if (last || (burst.isAdvised(line) && counted)) {
          return line.sentence();
        }
      }
    }
  }

  private static boolean isOver(LogLine line) {
    return line.is("recovered") && !line.values().getOrDefault("overflows", "0").equals("0");
  }

  /**
   * @param asked the backlog that the server asks for
   */
  private record Burst(
      Jdk jdk, String command, int size, int asked, boolean isCapped, boolean inPod) {
    static Burst of(Jdk jdk, String command, int size) {
      return new Burst(jdk, command, size, 50, false, false);
    }

    static Burst capped(Jdk jdk, String command, int size, int asked) {
      return new Burst(jdk, command, size, asked, true, false);
    }

    static Burst cappedInPod(Jdk jdk, String command, int size, int asked) {
      return new Burst(jdk, command, size, asked, true, true);
    }

    HandshakeRun start(Path folder) throws Exception {
      List<String> settings = isCapped ? somaxconn(Integer.toString(CAP)) : List.of();
      String[] args = {Integer.toString(asked), "none"};
      return inPod
          ? HandshakeRun.startInPod(jdk, folder, settings, args)
          : HandshakeRun.start(jdk, folder, settings, args);
    }

    boolean isAdvised(LogLine line) {
      String cause = isCapped ? "backlog_capped" : "backlog_too_small";
      return cause.equals(line.values().get("cause"));
    }
  }

  /** What the line says is to be set, of the network namespace too. */
  private record Remedy(int backlog, List<String> settings) {}
}
