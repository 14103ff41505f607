package io.acceptlag.agent.recording;

import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.recording.Judgement;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Appends each judgement to a file. The file is opened at once, because trouble may leave no
 * descriptor. All of it is done on a thread of its own, because a disk may be slow.
 */
public final class EvidenceFile implements ReportSink {
  /** How many judgements may wait for a slow disk. */
  private static final int WAITING_MAX = 64;

  private static final long WAIT_SECONDS = 3600;

  private static final long MEGABYTE = 1_000_000;
  private static final long BYTES_MAX = 10 * MEGABYTE;

  private final File file;
  private final Opener opener;
  private final String version;
  private final BiConsumer<Severity, String> notices;
  private final BlockingQueue<Judged> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicInteger leftOut = new AtomicInteger();
  private final Thread thread;
  private volatile boolean ended;
  private volatile boolean closing;

  private EvidenceFile(
      File file, Opener opener, String version, BiConsumer<Severity, String> notices) {
    this.file = file;
    this.opener = opener;
    this.version = version;
    this.notices = notices;
    thread = Daemon.of(this::run, "acceptlag-record");
  }

  /**
   * Returns at once.
   *
   * @param file to append to
   * @param opener opens it, from another thread
   * @param notices take sentences about the file, from another thread
   */
  public static EvidenceFile open(
      File file, Opener opener, String version, BiConsumer<Severity, String> notices) {
    EvidenceFile opened = new EvidenceFile(file, opener, version, notices);
    opened.thread.start();
    return opened;
  }

  /** Ends it once what waits has been written. Returns at once. */
  public void close() {
    closing = true;
    thread.interrupt();
  }

  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    Judged judged = new Judged(System.currentTimeMillis(), listener, evidence, diagnosis);
    if (!ended && !waiting.offer(judged)) {
      leftOut.incrementAndGet();
    }
  }

  @Override
  public void report(Report report) {}

  private void run() {
    try {
      record();
    } catch (Throwable failure) {
      notices.accept(
          Severity.WARN,
          "acceptlag does not record to "
              + ForeignText.message(file.toString())
              + ": "
              + ForeignText.message(reason(failure)));
    } finally {
      ended = true;
      waiting.clear();
    }
  }

  private void record() throws IOException {
    try (OutputStream out = opener.append(file)) {
      rehearse();
      long room = BYTES_MAX - file.length();
      for (Judged judged = take(); judged != null; judged = take()) {
        byte[] block = text(judged).getBytes(StandardCharsets.UTF_8);
        room -= block.length;
        if (room < 0) {
          throw new IOException("it has " + BYTES_MAX / MEGABYTE + " MB, and that is enough");
        }
        // In one write, so that it is whole or missing if the JVM is killed.
        out.write(block);
      }
    }
  }

  /** Loads the classes now, because in trouble no descriptor may be left for that. */
  private void rehearse() {
    LocalAddress nowhere = LocalAddress.ofIpv4(0, 1);
    text(new Judged(0, nowhere, new Evidence.Builder().build(), Diagnosis.NONE));
  }

  /**
   * BlockingQueue.take is not used: from Java 17 on waiting without a bound initialises the common
   * ForkJoinPool, whose size the application may not have set yet.
   */
  private @Nullable Judged take() {
    while (!closing || !waiting.isEmpty()) {
      try {
        Judged judged = waiting.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (judged != null) {
          return judged;
        }
      } catch (InterruptedException e) {
        // An application may interrupt its whole thread group.
      }
    }
    return null;
  }

  private String text(Judged judged) {
    int lost = leftOut.getAndSet(0);
    return Judgement.text(
        "acceptlag "
            + version
            + ", Java "
            + System.getProperty("java.version")
            + ", "
            + judged.listener
            + ", "
            + time(judged.atMillis)
            + (lost == 0 ? "" : ", " + lost + " before it left out"),
        judged.evidence,
        judged.diagnosis);
  }

  /**
   * In UTC. Instant is not used, because its text takes a formatter that fixes the default locale.
   */
  private static String time(long millis) {
    int nanos = (int) Math.floorMod(millis, 1000L) * 1_000_000;
    return LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), nanos, ZoneOffset.UTC) + "Z";
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  /** Opens a file to append to, or throws an exception that says why not. */
  public interface Opener {
    OutputStream append(File file) throws IOException;
  }

  private static final class Judged {
    final long atMillis;
    final LocalAddress listener;
    final Evidence evidence;
    final Diagnosis diagnosis;

    Judged(long atMillis, LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
      this.atMillis = atMillis;
      this.listener = listener;
      this.evidence = evidence;
      this.diagnosis = diagnosis;
    }
  }
}
