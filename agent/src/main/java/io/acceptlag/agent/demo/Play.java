package io.acceptlag.agent.demo;

import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.probes.procfs.Proc;
import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What happens to a server and its clients, shown as it happens. */
final class Play {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long HEALTHY_NANOS = 3 * SECOND;
  private static final long LAST_ANSWERS_NANOS = 3 * SECOND;
  private static final long SILENCE_NANOS = 3 * SECOND;
  private static final long POLLS_NANOS = SECOND / 2;
  private static final long REFRESH_MILLIS = 100;

  private final Screen screen;
  private final ServerProcess server;
  private final Clients clients;
  private final int port;
  private final long endNanos;
  private final Warnings warnings = new Warnings();

  private long zeroNanos = System.nanoTime();
  private long toldNanos;
  private boolean loaded;
  private boolean started;

  /**
   * @param port of the server
   * @param endNanos when it must be over, by System.nanoTime
   */
  Play(Screen screen, ServerProcess server, Clients clients, int port, long endNanos) {
    this.screen = screen;
    this.server = server;
    this.clients = clients;
    this.port = port;
    this.endNanos = endNanos;
  }

  /**
   * @param startDeadlineNanos when the agent must have started
   * @return what the agent should have said and did not
   */
  Set<String> show(long startDeadlineNanos) throws IOException, InterruptedException {
    warmUp(startDeadlineNanos);
    if (!started) {
      return Collections.singleton("the line that says it has started");
    }
    NamespaceCounters before = counters();
    load();
    NamespaceCounters after = counters();
    screen.blank();
    Set<String> missing = warnings.missing();
    if (missing.isEmpty()) {
      new Balance(clients.customers(), warnWaitNanos()).show(screen, warnings, before, after);
    }
    return missing;
  }

  /**
   * Sends the first request, which makes the server load its classes. That can take long enough for
   * a warning.
   */
  private void warmUp(long deadlineNanos) throws IOException, InterruptedException {
    clients.sendOne();
    showUntil(() -> started && clients.areServed(), deadlineNanos);
    long settledNanos = System.nanoTime() + POLLS_NANOS;
    showUntil(() -> System.nanoTime() - settledNanos > 0 && !warnings.areOpen(), deadlineNanos);
    warnings.forget();
  }

  private void load() throws IOException, InterruptedException {
    clients.letIn();
    loaded = true;
    zeroNanos = System.nanoTime();
    toldNanos = zeroNanos;
    showUntil(() -> false, zeroNanos + HEALTHY_NANOS);
    clients.askForReport();
    say(
        "demo",
        Screen.Style.BOLD,
        "One client asks for a report: 4 s, on the thread that accepts.");
    showUntil(clients::isReportDone, endNanos);
    if (clients.isReportDone()) {
      say("demo", Screen.Style.BOLD, "The report is done. The thread accepts again.");
    }
    long doneNanos = System.nanoTime();
    showUntil(
        () -> warnings.areComplete() || isSilentSince(doneNanos), endNanos - LAST_ANSWERS_NANOS);
    clients.stopComing();
    showUntil(clients::areServed, endNanos);
  }

  /** Whether no warning is open, and any that was to come would have come since that time. */
  private boolean isSilentSince(long nanos) {
    return !warnings.areOpen() && System.nanoTime() - nanos >= SILENCE_NANOS;
  }

  private void showUntil(BooleanSupplier done, long deadlineNanos)
      throws IOException, InterruptedException {
    while (!done.getAsBoolean() && deadlineNanos - System.nanoTime() > 0) {
      String line = server.nextStderr(REFRESH_MILLIS);
      if (line != null) {
        hear(line);
      } else if (!server.isAlive()) {
        throw new IOException("the server has ended");
      }
      if (loaded) {
        showClients();
      }
    }
  }

  private void hear(String stderr) {
    AgentLine line = AgentLine.parse(stderr);
    if (line == null) {
      say("server", Screen.Style.PLAIN, stderr);
      return;
    }
    started = true;
    String sentence = line.level() + " " + line.sentence();
    screen.say(seconds(), "agent", style(line), sentence, line.pairs());
    if (line.isOf(port)) {
      warnings.add(line);
    }
  }

  private static Screen.Style style(AgentLine line) {
    switch (line.level()) {
      case "ERROR":
        return Screen.Style.RED;
      case "WARN":
        return Screen.Style.YELLOW;
      default:
        return Screen.Style.GREEN;
    }
  }

  private void showClients() {
    long nowNanos = System.nanoTime();
    Moment moment = new Moment(clients.customers(), toldNanos, nowNanos);
    if (nowNanos - toldNanos >= SECOND) {
      say("clients", Screen.Style.PLAIN, moment.toString());
      toldNanos = nowNanos;
    } else {
      screen.progress(String.format(Locale.ROOT, "%5.1f s  clients  %s", seconds(), moment));
    }
  }

  private void say(String who, Screen.Style style, String text) {
    screen.say(seconds(), who, style, text, "");
  }

  private double seconds() {
    return (System.nanoTime() - zeroNanos) / 1e9;
  }

  private static NamespaceCounters counters() {
    return new Proc(new File("/proc")).counters();
  }

  /** The warn.wait of the server's agent, which inherits the environment. */
  private static long warnWaitNanos() {
    return ConfigurationLoader.load(
            ServerProcess.AGENT_OPTIONS,
            property -> null,
            System::getenv,
            Collections.emptySet(),
            Collections.emptySet())
        .configuration()
        .warnWaitNanos();
  }
}
