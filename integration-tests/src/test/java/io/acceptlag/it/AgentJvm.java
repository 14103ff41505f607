package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A forked JVM, under the shipped jar unless no agent is asked for. Killed when it is closed, and
 * when the JVM of the tests ends. Closing it fails if it has warned of what the test did not
 * expect.
 */
final class AgentJvm implements AutoCloseable {
  private static final Set<Process> running = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(AgentJvm::kill)));
  }

  private static final int POLLS = 3;
  private static final long POLL_MILLIS = 100;

  /**
   * Ten were seen where a cache miss took a microsecond; the start takes hundreds without sleep.
   */
  private static final long POLL_MAX_NANOS = 30_000_000;

  private final String command;
  private final Process process;
  private final Writer stdin;
  private final Output stdout;
  private final Output stderr;
  private final Surprises surprises = new Surprises();

  private AgentJvm(ProcessBuilder builder, List<String> expected) throws IOException {
    expected.forEach(this::expect);
    command = String.join(" ", builder.command());
    process = builder.start();
    running.add(process);
    stdin = process.outputWriter(StandardCharsets.UTF_8);
    stdout = new Output(process.getInputStream(), "stdout of " + process.pid());
    stderr = new Output(process.getErrorStream(), "stderr of " + process.pid());
  }

  static Builder on(Jdk jdk) {
    return new Builder(jdk);
  }

  long pid() {
    return process.pid();
  }

  Output stdout() {
    return stdout;
  }

  Output stderr() {
    return stderr;
  }

  /** Waits for a line of stdout that contains a match, and fails without one. */
  MatchResult awaitStdout(String regex, Duration bound) throws InterruptedException {
    return awaitLine(stdout, regex, bound);
  }

  /** Waits for a line of stderr that contains a match, and fails without one. */
  MatchResult awaitStderr(String regex, Duration bound) throws InterruptedException {
    expect(regex);
    return awaitLine(stderr, regex, bound);
  }

  private MatchResult awaitLine(Output output, String regex, Duration bound)
      throws InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    Optional<MatchResult> found =
        output.await(
            line -> {
              Matcher matcher = pattern.matcher(line);
              return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
            },
            bound);
    if (found.isEmpty()) {
      awaitLastWords();
      throw failure("no line matches \"" + regex + "\" within " + bound);
    }
    return found.get();
  }

  /** Waits for a line of the agent's on stderr, and fails without one. */
  LogLine awaitLog(String what, Predicate<LogLine> wanted, Duration bound)
      throws InterruptedException {
    Optional<LogLine> found = stderr.await(line -> LogLine.parse(line).filter(wanted), bound);
    if (found.isEmpty()) {
      awaitLastWords();
      throw failure("no " + what + " within " + bound);
    }
    surprises.expect(found.get());
    return found.get();
  }

  /** Lines on stderr that contain a match may be warnings. */
  void expect(String regex) {
    surprises.expect(Pattern.compile(regex));
  }

  /** It may report incidents, because the test makes trouble. */
  void expectTrouble() {
    surprises.expectTrouble();
  }

  /** It may report incidents of this listener, and no other trouble. */
  void expectTroubleOf(int port) {
    surprises.expectTroubleOf(port);
  }

  /** A JVM that has just ended may have said why on the other stream. */
  private void awaitLastWords() throws InterruptedException {
    if (process.waitFor(500, TimeUnit.MILLISECONDS)) {
      stdout.awaitEnd(Duration.ofSeconds(1));
      stderr.awaitEnd(Duration.ofSeconds(1));
    }
  }

  /** The agent's lines on stderr up to now. */
  List<LogLine> log() {
    return stderr.lines().stream().map(LogLine::parse).flatMap(Optional::stream).toList();
  }

  /**
   * The lines on stderr that are not the agent's. Programs that write nothing there themselves
   * leave the JVM's own warnings.
   */
  List<String> jvmWarnings() {
    return stderr.lines().stream().filter(line -> !line.startsWith("[acceptlag] ")).toList();
  }

  void send(String line) throws IOException {
    stdin.write(line + "\n");
    stdin.flush();
  }

  /** Brings the shipped jar into the JVM that runs. */
  void attach(String args) throws IOException, AttachNotSupportedException {
    VirtualMachine jvm = VirtualMachine.attach(Long.toString(process.pid()));
    try {
      jvm.loadAgent(Workspace.agentJar().toString(), args);
    } catch (AgentLoadException e) {
      // Java 8 answers in an older form: 0 is success, and Java 21 says "Failed to load agent
      // library: 0" of it.
      if (!e.getMessage().matches("(.*: )?0")) {
        throw failure("cannot attach: " + e);
      }
    } catch (AgentInitializationException e) {
      throw failure("cannot attach: " + e);
    } finally {
      jvm.detach();
    }
  }

  /**
   * Until the agent has written such a line, even if its log holds it back: asked for as {@code
   * acceptlag list} does.
   */
  void awaitWritten(String part, Duration bound) throws IOException, InterruptedException {
    Await.until(
        bound, () -> written().contains(part), () -> failure("has not written \"" + part + '"'));
  }

  private String written() throws IOException {
    try {
      VirtualMachine jvm = VirtualMachine.attach(Long.toString(process.pid()));
      try {
        return jvm.getAgentProperties().getProperty("acceptlag.lines", "");
      } finally {
        jvm.detach();
      }
    } catch (AttachNotSupportedException busy) {
      return "";
    }
  }

  /** Until the agent is done with its start and does nothing but poll. */
  void awaitPolls(Duration bound) throws Exception {
    Await.until(bound, () -> polls(), () -> failure("the agent does not poll"));
  }

  /**
   * Whether the agent's thread sleeps from poll to poll, and computes no more. A thread that waits
   * for the processor or for a lock computes nothing either, but does not go to sleep so often; one
   * that waits for main does so more often.
   */
  private boolean polls() throws IOException, InterruptedException {
    Optional<Path> thread = agentThread();
    if (thread.isEmpty()) {
      return false;
    }
    long ranBefore = ranNanos(thread.get());
    long sleptBefore = timesSlept(thread.get());
    Thread.sleep(POLLS * POLL_MILLIS);
    long slept = timesSlept(thread.get()) - sleptBefore;
    return slept >= POLLS - 1
        && slept <= POLLS + 1
        && ranNanos(thread.get()) - ranBefore < POLLS * POLL_MAX_NANOS;
  }

  /**
   * Until the agent has gone to sleep so many times more, as it does after each poll: what there
   * was to report by now is reported.
   */
  void awaitPolls(int more, Duration bound) throws Exception {
    Path thread =
        Await.found(bound, () -> agentThread(), () -> failure("the agent has not begun to poll"));
    long before = timesSlept(thread);
    Await.until(
        bound, () -> timesSlept(thread) >= before + more, () -> failure("the agent has stopped"));
  }

  /** The one that polls. */
  private Optional<Path> agentThread() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      return threads.filter(thread -> name(thread).equals("acceptlag")).findFirst();
    }
  }

  /** Of a thread in /proc; empty for one that has ended since it was listed. */
  static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * For how long its poll could have run and did not, because all processors did something else, or
   * because the JVM stood still and its own threads waited for one.
   */
  long agentWaitedMillis() throws IOException {
    long nanos = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        try {
          String name = name(thread);
          if (name.equals("acceptlag") || name.equals("VM Thread") || name.startsWith("GC ")) {
            String times = Files.readString(thread.resolve("schedstat"));
            nanos += Long.parseLong(times.split(" ", -1)[1]);
          }
        } catch (NoSuchFileException e) {
          // It has ended, which these threads do not.
        }
      }
    }
    return nanos / 1_000_000;
  }

  private static long ranNanos(Path thread) throws IOException {
    return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
  }

  private static long timesSlept(Path thread) throws IOException {
    for (String line : Files.readAllLines(thread.resolve("status"))) {
      if (line.startsWith("voluntary_ctxt_switches:")) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    throw new IOException("the kernel does not count how often a thread sleeps");
  }

  /**
   * Sends a signal by its name: {@code STOP}, {@code CONT}, {@code TERM}. Returns after STOP when
   * the JVM does stand still.
   */
  void signal(String name) throws IOException, InterruptedException {
    // The shell's own kill: not every image has the program.
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw failure("cannot send " + name);
    }
    if (name.equals("STOP")) {
      awaitStopped();
    }
  }

  private void awaitStopped() throws IOException, InterruptedException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Await.until(
        Duration.ofSeconds(10),
        () -> Files.readString(status).contains("State:\tT"),
        () -> failure("does not stop"));
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** Waits for the end of the JVM and of its output. */
  int exitCode(Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("still runs after " + bound);
    }
    stdout.awaitEnd(bound);
    stderr.awaitEnd(bound);
    return process.exitValue();
  }

  @Override
  public void close() {
    abandon();
    List<String> surprises = this.surprises.among(stderr.lines());
    if (!surprises.isEmpty()) {
      throw failure("not expected: " + String.join("\n", surprises));
    }
    List<LogLine> tooLong = log().stream().filter(LogLine::isTooLong).toList();
    if (!tooLong.isEmpty()) {
      throw failure("longer than a person reads: " + tooLong);
    }
  }

  /** As {@link #close}, where something else has failed already. */
  void abandon() {
    kill(process);
    // Gone, before somebody deletes its folders. SIGKILL takes no longer than this.
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    running.remove(process);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** An error that shows the whole JVM. */
  AssertionError failure(String what) {
    return new AssertionError(what + "\n" + this);
  }

  @Override
  public String toString() {
    return "command: "
        + command
        + "\n"
        + (process.isAlive() ? "still runs" : "exit code " + process.exitValue())
        + text("stdout", stdout)
        + text("stderr", stderr);
  }

  private static String text(String name, Output output) {
    return output.lines().stream().map(line -> "\n" + name + ": " + line).collect(joining());
  }

  static final class Builder {
    private final Jdk jdk;
    private final List<String> agents = new ArrayList<>();
    private final List<String> jvmArgs = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> program = new ArrayList<>();
    private final List<String> programArgs = new ArrayList<>();
    private final List<String> launcher = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private boolean verified = true;
    private boolean troubleExpected;
    private @Nullable Path directory;

    private Builder(Jdk jdk) {
      this.jdk = jdk;
    }

    /** Under the shipped jar with these arguments; once more for a second agent. */
    Builder agent(String args) {
      return agent(Workspace.agentJar(), args);
    }

    Builder agent(Path jar, String args) {
      agents.add("-javaagent:" + jar + (args.isEmpty() ? "" : "=" + args));
      return this;
    }

    Builder jvmArgs(String... args) {
      jvmArgs.addAll(Arrays.asList(args));
      return this;
    }

    Builder env(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Files, folders, and {@code folder/*} for all jars of a folder. */
    Builder main(String mainClass, Path... classPath) {
      program.add("-cp");
      program.add(
          Arrays.stream(classPath).map(Path::toString).collect(joining(File.pathSeparator)));
      program.add(mainClass);
      return this;
    }

    Builder jar(Path jar) {
      program.add("-jar");
      program.add(jar.toString());
      return this;
    }

    Builder args(String... args) {
      programArgs.addAll(Arrays.asList(args));
      return this;
    }

    Builder directory(Path directory) {
      this.directory = directory;
      return this;
    }

    /** Runs the JVM by a command that takes another one as its last arguments. */
    Builder launchedBy(List<String> command) {
      launcher.addAll(command);
      return this;
    }

    /**
     * Without {@code -Xverify:all}, which makes the JVM verify the classes of java.base too but
     * does without class data sharing.
     */
    Builder unverified() {
      verified = false;
      return this;
    }

    /** Lines on stderr that contain a match may be warnings. */
    Builder expect(String... regexes) {
      expected.addAll(Arrays.asList(regexes));
      return this;
    }

    /** It may report incidents, because the test makes trouble. */
    Builder expectTrouble() {
      troubleExpected = true;
      return this;
    }

    AgentJvm start() {
      List<String> command = new ArrayList<>(launcher);
      command.add(jdk.java().toString());
      if (verified) {
        // Quiet on 8 to 28, unlike -Xverify:none; -XX:+BytecodeVerificationLocal is diagnostic.
        command.add("-Xverify:all");
      }
      command.addAll(agents);
      command.addAll(jvmArgs);
      command.addAll(program);
      command.addAll(programArgs);
      ProcessBuilder builder = new ProcessBuilder(command);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      builder.environment().keySet().removeIf(Builder::steersJvmOrAgent);
      builder.environment().putAll(environment);
      try {
        AgentJvm jvm = new AgentJvm(builder, expected);
        if (troubleExpected) {
          jvm.expectTrouble();
        }
        return jvm;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean steersJvmOrAgent(String variable) {
      return variable.equals("JAVA_TOOL_OPTIONS")
          || variable.equals("JDK_JAVA_OPTIONS")
          || variable.equals("_JAVA_OPTIONS")
          || variable.equals("KUBERNETES_SERVICE_HOST")
          || variable.startsWith("ACCEPTLAG_")
          || variable.startsWith("OTEL_");
    }
  }
}
