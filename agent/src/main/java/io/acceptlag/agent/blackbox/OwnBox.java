package io.acceptlag.agent.blackbox;

import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.report.Severity;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The black box of this JVM, which always exists, and where it is written. */
public final class OwnBox {
  private final BlackBox box;
  private final String process;
  private final PrivateFiles files;
  private final BiConsumer<Severity, String> notices;
  private final ThreadGroup threads;
  private volatile boolean closed;

  private OwnBox(
      BlackBox box, String process, PrivateFiles files, BiConsumer<Severity, String> notices) {
    this.box = box;
    this.process = process;
    this.files = files;
    this.notices = notices;
    threads = Thread.currentThread().getThreadGroup();
  }

  /**
   * @param version of the agent
   * @param notices takes sentences about the file, from another thread
   */
  public static OwnBox make(
      String version, PrivateFiles files, BiConsumer<Severity, String> notices) {
    String process = ProcessId.own();
    Map<String, String> about = new LinkedHashMap<>();
    about.put("version", version);
    about.put("process", process);
    about.put("started", Long.toString(System.currentTimeMillis()));
    about.put("java", String.valueOf(System.getProperty("java.version")));
    return new OwnBox(new BlackBox(System::currentTimeMillis, about), process, files, notices);
  }

  public BlackBox blackBox() {
    return box;
  }

  /** Returns at once; the file is written by another thread. */
  public void keepIn(@Nullable File file) {
    if (file != null) {
      start(() -> BoxFile.keep(box, file, process, files, () -> !closed, notices));
    }
  }

  /**
   * Writes it to a folder until the folder is removed. Returns at once.
   *
   * @throws IllegalArgumentException if the folder is not fit for it
   */
  public void give(String folder) {
    if (!BoxAnswer.isFolder(folder)) {
      throw new IllegalArgumentException("no black box is written to such a folder");
    }
    start(() -> BoxAnswer.give(box, folder, files, () -> !closed));
  }

  /** Stops all writing. */
  public void close() {
    closed = true;
  }

  private void start(Runnable work) {
    Daemon.of(threads, work, "acceptlag-blackbox").start();
  }
}
