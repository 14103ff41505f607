package io.acceptlag.agent.log;

import io.acceptlag.agent.config.LogMode;
import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes finished lines from any thread; one daemon thread puts them into the log. */
public class AgentLog {
  static final int CAPACITY = 2048;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LAST_DELIVERY_MILLIS = 700;
  private static final long LEFTOVERS_MILLIS = 300;

  private final boolean isSilent;
  private final SinkFinder finder;
  private final Thread thread = daemon(this::deliver, "acceptlag-log");
  private final Sink stderr = new StderrSink();

  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();

  private volatile boolean isClosing;

  /** Whether nothing more is delivered. */
  private volatile boolean isClosed;

  private volatile @Nullable Line inDelivery;

  /** The line that the application's log holds up, once it is on stderr. */
  private final AtomicReference<@Nullable Line> leftOver = new AtomicReference<>();

  private @Nullable Line lastDelivered;

  /**
   * Lines at INFO that the application's log did not accept. During their start some servers log
   * only at WARN (Dropwizard).
   */
  private final Queue<Line> unwanted = new ArrayDeque<>();

  private final OwnHealth health;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final LastLines lastLines = new LastLines();

  AgentLog(
      LogMode mode,
      LibrarySpotter spotter,
      Predicate<Class<?>> isInitialized,
      OwnHealth health,
      LongSupplier nanoClock) {
    this.health = health;
    isSilent = mode == LogMode.NONE;
    this.nanoClock = nanoClock;
    startNanos = nanoClock.getAsLong();
    finder = new SinkFinder(mode, spotter, isInitialized, nanoClock);
  }

  /**
   * Opens the log.
   *
   * @param isInitialized whether a class has been initialised, found out without initialising it.
   *     It decides whether the application has set up a library, so false is the safe answer.
   * @param health counts lines that are dropped
   */
  public static AgentLog open(
      LogMode mode, LibrarySpotter spotter, Predicate<Class<?>> isInitialized, OwnHealth health) {
    AgentLog log = new AgentLog(mode, spotter, isInitialized, health, System::nanoTime);
    log.start();
    return log;
  }

  void start() {
    if (!isSilent) {
      thread.start();
    }
  }

  /**
   * Hands over a line. Never blocks. If the buffer is full the line is dropped and counted. A line
   * that repeats the one before is left out. After {@link #close} a line goes to stderr, if the JVM
   * still runs: the application's shutdown hooks may take longer than ours.
   */
  public void write(Severity severity, String line) {
    lastLines.add(System.currentTimeMillis(), severity, ForeignText.onOneLine(line));
    if (isSilent) {
      return;
    }
    if (size.incrementAndGet() > CAPACITY) {
      size.decrementAndGet();
      dropped.incrementAndGet();
      health.reportWasDropped();
    } else {
      lines.add(new Line(severity, ForeignText.onOneLine(line)));
    }
    LockSupport.unpark(thread);
    if (isClosed) {
      daemon(this::printLeftovers, "acceptlag-log-late").start();
    }
  }

  /** What was written last, whether or not the log accepts it. */
  public LastLines lastLines() {
    return lastLines;
  }

  /**
   * Delivers what is left, to stderr if necessary, within a second even if something blocks. For a
   * shutdown hook.
   */
  public void close() {
    if (isSilent) {
      return;
    }
    isClosing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_DELIVERY_MILLIS);
      // From here on write() has late lines printed. One written just before was left to nobody.
      isClosed = true;
      if (thread.isAlive() || !lines.isEmpty()) {
        awaitLeftovers();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints them on another thread: stderr can block too, and must not hold up the JVM's end. */
  private void awaitLeftovers() throws InterruptedException {
    Thread leftovers = daemon(this::printLeftovers, "acceptlag-log-leftovers");
    leftovers.start();
    leftovers.join(LEFTOVERS_MILLIS);
  }

  private void deliver() {
    boolean isLast;
    do {
      isLast = isClosing;
      try {
        deliverPending(isLast);
      } catch (Throwable unexpected) {
        // The line is lost; the thread must not be.
      }
      if (!isClosing) {
        await();
      }
    } while (!isLast);
  }

  /** Waits for a line, or only for a moment if some could not be delivered. */
  private void await() {
    if (hasPending()) {
      LockSupport.parkNanos(this, POLL_NANOS);
    } else {
      LockSupport.park(this);
    }
    // An appender may have left the interrupt flag set, and then park would not wait.
    Thread.interrupted();
  }

  private boolean hasPending() {
    return !lines.isEmpty() || !unwanted.isEmpty() || dropped.get() > 0;
  }

  private void deliverPending(boolean isLast) throws Exception {
    if (!hasPending()) {
      return;
    }
    Sink sink = finder.find(isLast);
    if (sink == null) {
      return;
    }
    boolean unwantedMayWait = !isLast && nanoClock.getAsLong() - startNanos < Patience.SEEN_NANOS;
    if (!unwanted.isEmpty() && (!unwantedMayWait || sink.wantsInfo())) {
      for (Line line = unwanted.poll(); line != null; line = unwanted.poll()) {
        deliver(line, sink);
      }
    }
    for (Line line = take(); line != null; line = take()) {
      // From here on, because wantsInfo() is the library's code too, and may hang.
      inDelivery = line;
      if (unwantedMayWait
          && line.severity == Severity.INFO
          && unwanted.size() < CAPACITY
          && !sink.wantsInfo()) {
        unwanted.add(line);
        inDelivery = null;
      } else {
        deliver(line, sink);
      }
    }
    reportDropped(sink);
  }

  private void deliver(Line line, Sink sink) throws Exception {
    inDelivery = line;
    if (!line.repeats(lastDelivered)) {
      sink.write(line.severity, line.text);
    }
    lastDelivered = line;
    inDelivery = null;
  }

  private void reportDropped(Sink sink) throws Exception {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      sink.write(
          Severity.WARN,
          lost == 1
              ? "1 line of acceptlag was dropped"
              : lost + " lines of acceptlag were dropped");
    }
  }

  private @Nullable Line take() {
    Line line = lines.poll();
    if (line != null) {
      size.decrementAndGet();
    }
    return line;
  }

  /** For a log of the application that hangs, or is still being set up. */
  private void printLeftovers() {
    try {
      Line held = inDelivery;
      if (held != null && leftOver.getAndSet(held) != held) {
        stderr.write(held.severity, held.text);
      }
      for (Line line = take(); line != null; line = take()) {
        stderr.write(line.severity, line.text);
      }
      reportDropped(stderr);
    } catch (Exception unwritable) {
      // Nowhere is left to report it.
    }
  }

  private static Thread daemon(Runnable body, String name) {
    Thread thread = Daemon.of(body, name);
    // With this loader Tomcat's LogManager finds the configuration of the server.
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }
}
