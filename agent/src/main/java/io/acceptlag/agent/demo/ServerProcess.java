package io.acceptlag.agent.demo;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shop in a JVM of its own, under the agent. It never outlives this JVM. */
final class ServerProcess implements Closeable {
  static final String AGENT_OPTIONS = "log=stderr";
  private static final String PORT = "port ";

  private final Process process;
  private final Thread killer;
  private final BlockingQueue<String> stderr = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> stdout = new LinkedBlockingQueue<>();

  private ServerProcess(Process process) {
    this.process = process;
    killer = new Thread(process::destroyForcibly, "demo-exit");
    Runtime.getRuntime().addShutdownHook(killer);
    read(process.getInputStream(), stdout::add);
    read(process.getErrorStream(), stderr::add);
  }

  /**
   * @param jar acceptlag.jar: the agent, and here the application as well
   * @param box the file in which its agent keeps its black box; null: none
   */
  static ServerProcess start(File jar, @Nullable File box) throws IOException {
    List<String> command =
        Arrays.asList(
            System.getProperty("java.home") + "/bin/java",
            "-javaagent:" + jar + "=" + AGENT_OPTIONS + (box == null ? "" : ",blackbox=" + box),
            "-jar",
            jar.getPath(),
            Demo.SERVER_COMMAND);
    return new ServerProcess(new ProcessBuilder(command).start());
  }

  private static void read(InputStream stream, Consumer<String> lines) {
    Thread reader = new Thread(() -> readAll(stream, lines), "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  private static void readAll(InputStream stream, Consumer<String> lines) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      // The server was killed while it was writing.
    }
  }

  /** Waits until the server listens. Fails if it has ended, or has not said so in time. */
  int awaitPort(long deadlineNanos) throws IOException, InterruptedException {
    do {
      String line = stdout.poll(50, TimeUnit.MILLISECONDS);
      if (line != null && line.startsWith(PORT)) {
        return Integer.parseInt(line.substring(PORT.length()));
      }
    } while (process.isAlive() && deadlineNanos - System.nanoTime() > 0);
    String state = process.isAlive() ? " does not listen" : " ended before it listened";
    throw new IOException("the server" + state + lastWords());
  }

  private String lastWords() throws InterruptedException {
    StringBuilder words = new StringBuilder();
    for (String line = nextStderr(200); line != null; line = nextStderr(200)) {
      words.append(words.length() == 0 ? ". It said:" : "").append("\n  ").append(line);
    }
    return words.toString();
  }

  /** The next line on stderr; null if there is none within this time. */
  @Nullable String nextStderr(long millis) throws InterruptedException {
    return stderr.poll(millis, TimeUnit.MILLISECONDS);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the shutdown hook does it.
    }
  }
}
