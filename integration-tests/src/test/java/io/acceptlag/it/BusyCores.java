package io.acceptlag.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One process a core, of normal priority, that does nothing but take CPU. They end when this is
 * closed, and of themselves when the JVM of the tests has gone.
 */
final class BusyCores implements AutoCloseable {
  /** Looks now and then whether the process of its first argument is still there. */
  private static final String SPIN =
      "while [ -d /proc/$0 ]; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

  private final List<Process> processes = new ArrayList<>();

  private BusyCores() {}

  static int count() {
    return Runtime.getRuntime().availableProcessors();
  }

  static BusyCores start() throws IOException {
    BusyCores busy = new BusyCores();
    try {
      for (int i = 0; i < count(); i++) {
        busy.processes.add(
            new ProcessBuilder("sh", "-c", SPIN, Long.toString(ProcessHandle.current().pid()))
                .start());
      }
      return busy;
    } catch (Throwable e) {
      busy.close();
      throw e;
    }
  }

  /** Fails if one has ended: then the cores were not all busy. */
  void assertBusy() {
    for (Process process : processes) {
      if (!process.isAlive()) {
        throw new AssertionError("a spinning process has ended with " + process.exitValue());
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
