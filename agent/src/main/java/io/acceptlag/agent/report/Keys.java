package io.acceptlag.agent.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The key {@code q} of a terminal, which is set not to wait for a whole line. */
final class Keys implements Closeable {
  private final boolean there;
  private final Thread restorer = new Thread(() -> stty("icanon", "echo"), "restore-terminal");

  private Keys(boolean there) {
    this.there = there;
  }

  static Keys of(boolean live) {
    Keys keys = new Keys(live && stty("-icanon", "-echo"));
    if (keys.there) {
      Runtime.getRuntime().addShutdownHook(keys.restorer);
    }
    return keys;
  }

  /** Whether it was pressed. */
  boolean quit() throws IOException {
    while (there && System.in.available() > 0) {
      int key = System.in.read();
      if (key == 'q' || key == 'Q') {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    if (there) {
      stty("icanon", "echo");
      try {
        Runtime.getRuntime().removeShutdownHook(restorer);
      } catch (IllegalStateException e) {
        // This JVM is ending, and the shutdown hook does it.
      }
    }
  }

  private static boolean stty(String... modes) {
    String[] command = new String[modes.length + 1];
    command[0] = "stty";
    System.arraycopy(modes, 0, command, 1, modes.length);
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      return stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
