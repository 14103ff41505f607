package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers of the field, each as its users start it: start, honest load, SIGSTOP and a burst in one
 * JVM, and the troubles of its own in one each. CI has one of each family on one JDK; {@code
 * -Pservers} has all, and writes docs/servers.md. One at a time: beside another that starts, want
 * of CPU would be a right answer too.
 */
@Isolated
class FieldServersIT {
  private static final boolean ALL = Boolean.getBoolean("servers.all");
  private static final String WANTED = System.getProperty("servers.wanted", "");

  private static final Duration LOAD = Duration.ofSeconds(ALL ? 5 : 2);
  private static final Duration STOP = Duration.ofMillis(1_200);

  /** Of them each would have to be refused before a backlog of 50 is too short for them. */
  private static final int STOPPED_CLIENTS = 6;

  private static final int HONEST_CLIENTS = 2;
  private static final int BURST_MAX = 1_500;

  /** Until one of them meets a full queue. */
  private static final int BURSTS_MAX = 5;

  private static final Set<String> BURST =
      Set.of("backlog_too_small", "backlog_capped", "connection_storm");

  /**
   * No connection of the burst is ever closed, so nobody knows how long one lives; and all of its
   * clients complete their handshakes.
   */
  private static final Pattern NEVER_OF_BURST =
      Pattern.compile("on average|do not complete|SYN flood");

  private record Run(FieldServer server, Jdk jdk) {
    @Override
    public String toString() {
      return server + ", " + jdk;
    }
  }

  private record TrialRun(Run run, FieldTrial trial) {
    @Override
    public String toString() {
      return run.server + " " + trial.name() + ", " + run.jdk;
    }
  }

  @TempDir private static Path folder;

  static Stream<Run> runs() {
    return servers()
        .flatMap(
            server ->
                Jdks.between(server.since(), server.until(), ALL).stream()
                    .map(jdk -> new Run(server, jdk)));
  }

  private static Stream<FieldServer> servers() {
    return ALL
        ? FieldServers.ALL.stream()
            .filter(server -> Pattern.compile(WANTED).matcher(server.name()).find())
        : Rows.of(FieldServers.ALL.stream().filter(FieldServer::inCi).toList());
  }

  static Stream<TrialRun> trialRuns() {
    return runs()
        .flatMap(run -> run.server.trials().stream().map(trial -> new TrialRun(run, trial)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void asShipped(Run run) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (FieldRun field = FieldRun.start(run.server, run.jdk, folder, List.of())) {
      long longestMillis = field.honestLoad(HONEST_CLIENTS, LOAD);
      List<String> ofLoad = FieldVerdict.ofSilence(field.said(), longestMillis);
      ofLoad.addAll(FieldVerdict.ofOthers(field.saidOfOthers()));
      wrong.addAll(keep(run, "start and load", field, ofLoad));
      // Whoever says nothing is not in the queue of a listener that defers its accepts.
      if (!run.server.unseen()) {
        wrong.addAll(stop(run, field));
      }
      wrong.addAll(burst(run, field, run.server.backlog()));
      if (!wrong.isEmpty()) {
        throw field.jvm().failure(run + ": " + String.join("\n", wrong));
      }
    }
  }

  private static List<String> stop(Run run, FieldRun field) throws Exception {
    field.begin();
    field.jvm().signal("STOP");
    field.hold(STOPPED_CLIENTS, "");
    Thread.sleep(STOP.toMillis());
    field.jvm().signal("CONT");
    field.awaitCause();
    field.awaitRecovery();
    return keep(
        run,
        "stopped",
        field,
        FieldVerdict.ofTrouble(
            field.said(), Set.of("process_stopped"), FieldTrial.ANYTHING, FieldTrial.NOTHING));
  }

  private static int clientsFor(int backlog) {
    return Math.min(3 * backlog + 450, BURST_MAX);
  }

  /** Where the queue holds all of them, or the server was quick enough, silence is right. */
  private static List<String> burst(Run run, FieldRun field, int backlog) throws Exception {
    field.begin();
    int clients = clientsFor(backlog);
    long overflowsBefore = field.overflows();
    long start = System.nanoTime();
    int late = field.burst(clients);
    // On a busy machine some are late that nobody refused.
    int refused = (int) Math.min(late, field.overflows() - overflowsBefore);
    List<String> wrong;
    if (refused == 0) {
      // It comes last: when it is served, nobody waits any more.
      field.clients("visit");
      long longestMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      field.awaitRecovery();
      wrong = FieldVerdict.ofSilence(field.said(), longestMillis);
    } else {
      field.awaitCause();
      field.awaitRecovery();
      wrong = FieldVerdict.ofTrouble(field.said(), BURST, run.server.backlogKey(), NEVER_OF_BURST);
      wrong.addAll(FieldVerdict.ofBurst(field.said(), clients, refused, backlog + 1));
    }
    return keep(run, "burst, " + refused + " of " + clients + " refused", field, wrong);
  }

  /** In CI only one of them, because each takes two starts. */
  static Stream<Run> smallRuns() {
    return runs()
        .filter(run -> !run.server.backlogSetting().isEmpty())
        .limit(ALL ? Long.MAX_VALUE : 1);
  }

  /**
   * Its default holds any burst, so that its key would never be named. With what is then advised,
   * the same burst comes again, and nobody is refused.
   */
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("smallRuns")
  void withASmallBacklog(Run run) throws Exception {
    int advised = advisedAfterABurst(run);
    List<String> settings = run.server.withBacklog(advised);
    try (FieldRun field = FieldRun.start(run.server, run.jdk, folder, settings)) {
      field.clients("visit");
      long overflowsBefore = field.overflows();
      field.burst(clientsFor(FieldServers.SMALL_BACKLOG));
      long refused = field.overflows() - overflowsBefore;
      if (refused > 0) {
        throw field.jvm().failure(run + ": with " + advised + ", as advised, loses " + refused);
      }
    }
  }

  private static int advisedAfterABurst(Run run) throws Exception {
    List<String> settings = run.server.withBacklog(FieldServers.SMALL_BACKLOG);
    try (FieldRun field = FieldRun.start(run.server, run.jdk, folder, settings)) {
      field.clients("visit");
      long overflowsBefore = field.overflows();
      List<String> wrong = new ArrayList<>();
      for (int i = 1; field.overflows() == overflowsBefore && i <= BURSTS_MAX; i++) {
        wrong.addAll(burst(run, field, FieldServers.SMALL_BACKLOG));
      }
      if (field.overflows() == overflowsBefore) {
        throw field.jvm().failure(run + ": its backlog is not small, nobody was refused");
      }
      int advised = FieldVerdict.advised(field.said());
      if (advised == 0) {
        wrong.add("advises no number");
      }
      if (!wrong.isEmpty()) {
        throw field.jvm().failure(run + ": " + String.join("\n", wrong));
      }
      return advised;
    }
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("trialRuns")
  void inTrouble(TrialRun trialRun) throws Exception {
    Run run = trialRun.run;
    FieldTrial trial = trialRun.trial;
    try (FieldRun field = FieldRun.start(run.server, run.jdk, folder, trial.settings())) {
      field.clients("visit");
      if (trial.holders() == 0) {
        field.jvm().send("trouble");
        field.jvm().awaitStdout("^DONE", FieldRun.SOON);
      }
      field.begin();
      field.hold(trial.holders(), trial.words());
      awaitSleepers(field, trial.sleepers());
      field.hold(trial.waiting(), trial.words().isEmpty() ? "" : run.server.wire().request());
      field.awaitCause();
      field.awaitRecovery();
      List<String> wrong =
          keep(
              run,
              trial.name(),
              field,
              FieldVerdict.ofTrouble(field.said(), trial.causes(), trial.says(), trial.never()));
      if (!wrong.isEmpty()) {
        throw field.jvm().failure(trialRun + ": " + String.join("\n", wrong));
      }
    }
  }

  /** Until handlers have begun to sleep, what they run on is not kept. */
  private static void awaitSleepers(FieldRun field, int count) throws InterruptedException {
    AtomicInteger sleepers = new AtomicInteger();
    if (count > 0
        && field
            .jvm()
            .stdout()
            .await(
                line ->
                    line.equals("SLEEPS") && sleepers.incrementAndGet() == count
                        ? Optional.of(line)
                        : Optional.empty(),
                FieldRun.SOON)
            .isEmpty()) {
      throw field.jvm().failure(sleepers + " requests of " + count + " have begun");
    }
  }

  private static List<String> keep(Run run, String trial, FieldRun field, List<String> wrong)
      throws IOException {
    FieldTable.add(run.server, run.jdk, trial, field.said(), wrong);
    return wrong.stream().map(each -> trial + ": " + each).toList();
  }

  /** A page that shows some of them would hide that the others were not run. */
  @AfterAll
  static void writePage() throws IOException {
    if (ALL && WANTED.isEmpty()) {
      FieldTable.writeInto(Path.of(System.getProperty("servers.page")));
    }
  }
}
