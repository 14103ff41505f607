package io.acceptlag.agent.attach;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.agent.config.LoadedConfiguration;
import io.acceptlag.agent.processes.RunningJvm;
import io.acceptlag.agent.remote.RemoteKeys;
import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.agent.terminal.Wrapped;
import io.acceptlag.core.text.ForeignText;
import java.io.File;
import java.io.PrintStream;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** {@code attach}, {@code set} and {@code detach}. */
public final class Commands {
  private static final long STARTS_MILLIS = 30_000;
  private static final long LEAVES_MILLIS = 20_000;
  private static final long CAUSE_MILLIS = 4_000;

  /** More than the three within which trouble is reported, because a machine in trouble is slow. */
  private static final int POLLS = 10;

  private final File jar;
  private final String version;
  private final PrintStream out;
  private final int columns = Terminal.find().columns();

  public Commands(File jar, String version, PrintStream out) {
    this.jar = jar;
    this.version = version;
    this.out = out;
  }

  /**
   * @param options as after {@code -javaagent:acceptlag.jar=}
   * @param force whether to attach even if memory or descriptors are short
   */
  public void attach(String target, String options, boolean force) throws RefusedException {
    LoadedConfiguration wanted =
        ConfigurationLoader.load(
            options,
            name -> null,
            name -> null,
            Collections.<String>emptySet(),
            Collections.<String>emptySet());
    if (!wanted.problems().isEmpty()) {
      throw new RefusedException(
          wanted.problems().get(0).replaceAll(" Its default, .*| and is ignored(?=;)", ""));
    }
    RunningJvm jvm = Targets.find(target);
    Obstacles obstacles = new Obstacles(jvm);
    obstacles.refuseToTalk();
    obstacles.refuseToLoad(force);
    RemoteAgent agent = new RemoteAgent(jvm);
    Properties before = agent.ask();
    refuseSecond(jvm, before);
    String warning = obstacles.warning();
    if (warning != null) {
      say(warning);
    }
    agent.load(jar, options, before);
    Properties said =
        agent.askUntil(each -> !each.getProperty(RemoteKeys.START, "").isEmpty(), STARTS_MILLIS);
    if (said.getProperty(RemoteKeys.START, "").isEmpty()) {
      throw new RefusedException(
          "the agent did not start in process " + jvm.pid() + "; its stderr says why");
    }
    report(jvm, agent, wanted.configuration());
  }

  private void refuseSecond(RunningJvm jvm, Properties said) throws RefusedException {
    String running = said.getProperty(RemoteKeys.VERSION, "");
    if (!running.isEmpty() || jvm.hasAgent()) {
      throw new RefusedException(
          "acceptlag "
              + (running.isEmpty() ? "" : running + " ")
              + "runs in process "
              + jvm.pid()
              + " already; \"set\" changes its options, \"detach\" takes it out");
    }
    String left = said.getProperty(RemoteKeys.LEFT, "");
    if (!left.isEmpty() && !left.equals(version)) {
      throw new RefusedException(
          "acceptlag "
              + left
              + " was in process "
              + jvm.pid()
              + " before and has left its hooks there, so only that version can come again, and"
              + " this is "
              + version);
    }
  }

  /** Prints what the agent reports within its first polls, and the cause if that takes longer. */
  private void report(RunningJvm jvm, RemoteAgent agent, Configuration configuration)
      throws RefusedException {
    long firstMillis =
        TimeUnit.NANOSECONDS.toMillis(
            configuration.warnWaitNanos() + POLLS * configuration.pollNanos());
    Properties said = agent.askUntil(each -> isTrouble(each), firstMillis);
    if (isTrouble(said)) {
      said = agent.askUntil(each -> !isPending(each), CAUSE_MILLIS);
    }
    String[] lines = lines(said);
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      if (parts.length == 3) {
        out.println(parts[1] + " " + ForeignText.onOneLine(parts[2]));
      }
    }
    String listeners = said.getProperty(RemoteKeys.LISTENERS, "").trim().replace("\n", ", ");
    say(
        (listeners.isEmpty() ? "Nothing listens in it" : "It watches " + listeners)
            + (isTrouble(said) ? "." : listeners.isEmpty() ? "." : "; none is in trouble so far.")
            + " What it finds goes into the log of process "
            + jvm.pid()
            + ". To take it out: detach "
            + jvm.pid());
  }

  private static boolean isTrouble(Properties said) {
    return said.getProperty(RemoteKeys.LINES, "").contains(" incident=");
  }

  private static boolean isPending(Properties said) {
    String last = "";
    for (String line : lines(said)) {
      last = line.contains(" incident=") ? line : last;
    }
    return last.contains(" cause=pending");
  }

  private static String[] lines(Properties said) {
    return said.getProperty(RemoteKeys.LINES, "").split("\n", -1);
  }

  public void set(String target, String assignment) throws RefusedException {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw new RefusedException(
          "\"set\" takes a pid or name and then key=value, as in warn.wait=500ms; there is \""
              + ForeignText.name(assignment.replace('=', ':'))
              + "\"");
    }
    RunningJvm jvm = Targets.find(target);
    say(running(jvm).order(RemoteKeys.SET + assignment));
  }

  public void detach(String target) throws RefusedException {
    RunningJvm jvm = Targets.find(target);
    RemoteAgent agent = running(jvm);
    String from = agent.ask().getProperty(RemoteKeys.JAR, "");
    agent.order(RemoteKeys.DETACH);
    Properties said =
        agent.askUntil(each -> each.getProperty(RemoteKeys.VERSION, "").isEmpty(), LEAVES_MILLIS);
    if (!said.getProperty(RemoteKeys.VERSION, "").isEmpty()) {
      throw new RefusedException(
          "the agent in process " + jvm.pid() + " has not left within 20 s; its log may say why");
    }
    agent.removeCopy(from);
    say(
        "acceptlag has left process "
            + jvm.pid()
            + ". Its hooks in java.base stay until that JVM ends, and do nothing. Its native"
            + " library may stay too. The same version can be attached again.");
  }

  static RemoteAgent running(RunningJvm jvm) throws RefusedException {
    new Obstacles(jvm).refuseToTalk();
    if (!jvm.hasAgent()) {
      throw new RefusedException("no acceptlag runs in process " + jvm.pid());
    }
    RemoteAgent agent = new RemoteAgent(jvm);
    if (agent.ask().getProperty(RemoteKeys.VERSION, "").isEmpty()) {
      throw new RefusedException(
          "the acceptlag in process " + jvm.pid() + " does not answer: it is starting, or too old");
    }
    return agent;
  }

  private void say(String paragraph) {
    Wrapped.of(paragraph, columns).forEach(out::println);
  }
}
