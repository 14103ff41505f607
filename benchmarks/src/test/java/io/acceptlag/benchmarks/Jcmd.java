package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM tells of itself. Asked by the jcmd of the newest JDK here, which speaks to all of
 * them: a runtime has none. Asking adds a thread to the JVM, so count threads before.
 */
final class Jcmd {
  /** With classes of the shared archive. */
  private static final Pattern LOADED =
      Pattern.compile("java\\.cls\\.(?:sharedL|l)oadedClasses=(\\d+)");

  private static final Pattern LIVE_BYTES = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private static final Pattern COMMITTED = Pattern.compile("committed=(\\d+)KB");

  private Jcmd() {}

  /** What the JVM itself has taken from the system beyond its heap; it must track that. */
  static long nativeMiB(long pid) throws IOException, InterruptedException {
    String summary = ask(pid, "VM.native_memory");
    long kibibytes =
        committed(summary, summary.indexOf("Total:"))
            - committed(summary, summary.indexOf("Java Heap"));
    return kibibytes / 1024;
  }

  private static long committed(String summary, int from) throws IOException {
    Matcher committed = COMMITTED.matcher(summary);
    if (from < 0 || !committed.find(from)) {
      throw new IOException("the JVM does not track its memory: " + summary);
    }
    return Long.parseLong(committed.group(1));
  }

  /** Of what is left after a collection. */
  static double heapMiB(long pid) throws IOException, InterruptedException {
    Matcher live = LIVE_BYTES.matcher(ask(pid, "GC.class_histogram"));
    if (!live.find()) {
      throw new IOException("no total in the class histogram");
    }
    return Long.parseLong(live.group(1)) / 1024.0 / 1024.0;
  }

  /** -1 where it does not say. */
  static long classes(long pid) throws IOException, InterruptedException {
    Matcher loaded = LOADED.matcher(ask(pid, "PerfCounter.print"));
    long classes = 0;
    while (loaded.find()) {
      classes += Long.parseLong(loaded.group(1));
    }
    return classes == 0 ? -1 : classes;
  }

  private static String ask(long pid, String what) throws IOException, InterruptedException {
    Path jcmd =
        Jvm.all().stream()
            .filter(jvm -> Files.exists(jvm.home().resolve("bin/jcmd")))
            .max(Comparator.comparing(Jvm::version))
            .orElseThrow(() -> new IOException("no JDK here has jcmd"))
            .home()
            .resolve("bin/jcmd");
    Process process =
        new ProcessBuilder(List.of(jcmd.toString(), Long.toString(pid), what))
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + what + ": " + text);
    }
    return text;
  }
}
