package io.acceptlag.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds out whether a command that runs another one works on this host. */
final class Launcher {
  private Launcher() {}

  /** Why the command does not run {@code true}, in one line; empty if it does. */
  static String unavailability(List<String> launcher) {
    List<String> command = new ArrayList<>(launcher);
    command.add("true");
    return outcome(command);
  }

  /** What is wrong with a short command, in one line; empty if it succeeds. */
  static String outcome(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return command.get(0) + " hangs";
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0
          ? ""
          : command.get(0) + ": " + output.strip().replace('\n', ' ');
    } catch (IOException e) {
      return command.get(0) + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
