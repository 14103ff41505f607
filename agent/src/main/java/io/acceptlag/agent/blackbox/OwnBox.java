package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.report.Severity;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The black box of this JVM, which is always there, and who may have it. */
public final class OwnBox {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final BlackBox box;
  private final String process;
  private final PrivateFiles files;
  private final BiConsumer<Severity, String> notices;
  private final @Nullable BoxFolder folder;
  private boolean lookedBefore;
  private long lookedNanos;

  private OwnBox(
      BlackBox box, String process, PrivateFiles files, BiConsumer<Severity, String> notices) {
    this.box = box;
    this.process = process;
    this.files = files;
    this.notices = notices;
    folder = process.isEmpty() ? null : new BoxFolder(ProcessId.pidOf(process));
  }

  /**
   * @param version of the agent
   * @param notices take what is to be said of the file, from another thread
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

  /** Returns at once. */
  public void keepIn(@Nullable File file) {
    if (file != null) {
      start(() -> BoxFile.keep(box, file, process, files, notices));
    }
  }

  /** At each poll; looks once a second whether anybody asks for it. */
  public void poll(long nowNanos) {
    if (folder != null && (!lookedBefore || nowNanos - lookedNanos >= LOOK_NANOS)) {
      lookedBefore = true;
      lookedNanos = nowNanos;
      if (folder.isToBeAnswered()) {
        folder.answering(true);
        start(() -> BoxAnswer.give(box, folder, files));
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "acceptlag-blackbox");
    thread.setDaemon(true);
    // Not the application's, whose classes it would hold on to.
    thread.setContextClassLoader(OwnBox.class.getClassLoader());
    thread.start();
  }
}
