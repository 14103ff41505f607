package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.core.connect.ConnectFiguresSource;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.SlowAccept;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Exports by OpenTelemetry, on a thread of its own. The SDK takes a second to load and build, and
 * the first span loads further classes; no sample must wait for that. Reports wait in a bounded
 * queue meanwhile.
 */
public final class Telemetry implements ReportSink {
  /**
   * With what HotSpot adds, the JVM ends at most 2 s later: at its exit it gives threads in native
   * code 0.3 s to return, and one that waits for an answer does not. The rest is for a machine
   * whose processors are busy.
   */
  private static final long CLOSE_MILLIS = 1500;

  /**
   * The bound if the collector has just refused, so that a request may be waiting for its retry.
   */
  private static final long CLOSE_REFUSED_MILLIS = 350;

  private final Destination destination;
  private final @Nullable AgentExtension extension;
  private final double spansPerSecond;
  private final String version;
  private final OwnHealth health;
  private final BiConsumer<Severity, String> notices;
  private final ExportThreads threads = new ExportThreads();
  private final Retries retries = new Retries();
  private volatile boolean started;

  private final WaitingReports waiting = new WaitingReports();

  /** Open until the SDK was built, or could not be. */
  final CountDownLatch built = new CountDownLatch(1);

  private volatile @Nullable OpenTelemetrySdk sdk;
  private volatile @Nullable IncidentTraces traces;
  private volatile @Nullable IncidentLogs logs;

  /**
   * The JVM ends, or the agent leaves. An SDK that is being built then meets threads that ended.
   */
  private volatile boolean closed;

  /** Takes no reports: it is closed, none are wanted, or the SDK could not be built. */
  private volatile boolean deaf;

  /**
   * Takes reports from now on.
   *
   * @param destination one that is not {@linkplain Destination#isNone none}
   * @param extension through which all of it goes; null for an SDK of our own
   * @param spansPerSecond the most spans of connections for each listener
   * @param version of the agent
   * @param health counts what does not get through
   * @param notices takes sentences about the export itself, on any thread; must not block
   */
  public Telemetry(
      Destination destination,
      @Nullable AgentExtension extension,
      double spansPerSecond,
      String version,
      OwnHealth health,
      BiConsumer<Severity, String> notices) {
    this.destination = destination;
    this.extension = extension;
    this.spansPerSecond = spansPerSecond;
    this.version = version;
    this.health = health;
    this.notices = notices;
    deaf = !destination.takes(Signal.SPANS) && !destination.takes(Signal.LOGS);
  }

  /**
   * Starts to build the SDK, and returns at once. Call it when the application is set up; if {@link
   * #needsSecurity}, that includes its security.
   *
   * @param figures asked on the worker, at each export of metrics
   * @param connects likewise
   * @param isLocalPort whether the kernel gives that port to a listener on port 0
   */
  public void start(
      FiguresSource figures, ConnectFiguresSource connects, IntPredicate isLocalPort) {
    if (closed) {
      return;
    }
    started = true;
    // On a thread of its own, because if a setting is bad the SDK ends what it has built so far,
    // and waits until the worker is idle.
    Daemon.of(() -> run(figures, connects, isLocalPort), "acceptlag-telemetry-start").start();
  }

  /** Whether it was told to start. */
  public boolean hasStarted() {
    return started;
  }

  /** Whether starting it initialises java.security. */
  public boolean needsSecurity() {
    return destination.needsSecurity();
  }

  /** Whether reports wait for the start. */
  public boolean isAwaited() {
    return !waiting.isEmpty();
  }

  private void run(FiguresSource figures, ConnectFiguresSource connects, IntPredicate isLocalPort) {
    build(figures, connects, isLocalPort);
    built.countDown();
    drain();
  }

  private void build(
      FiguresSource figures, ConnectFiguresSource connects, IntPredicate isLocalPort) {
    try {
      Destination usable = SettingsNotices.tell(destination, notices);
      if (usable == null) {
        giveUp();
        return;
      }
      ListenerMetrics metrics =
          new ListenerMetrics(figures, connects, isLocalPort, health, version, Clock.getDefault());
      AgentExtension other = extension;
      if (other != null) {
        IncidentTraces bridged =
            new IncidentTraces(other.tracer(), spansPerSecond, Clock.getDefault());
        logs = new IncidentLogs(other, Clock.getDefault());
        traces = bridged;
        other.publish(metrics, bridged::exported);
        return;
      }
      OpenTelemetrySdk built =
          OtlpSdk.build(
              usable, metrics, new CollectorHealth(usable, health, notices), threads, retries);
      sdk = built;
      if (usable.takes(Signal.LOGS)) {
        logs =
            new IncidentLogs(
                new SdkLogRecords(
                    built
                        .getSdkLoggerProvider()
                        .loggerBuilder(Names.SCOPE)
                        .setInstrumentationVersion(version)
                        .build()),
                Clock.getDefault());
      }
      traces =
          new IncidentTraces(
              built
                  .getSdkTracerProvider()
                  .tracerBuilder(Names.SCOPE)
                  .setInstrumentationVersion(version)
                  .build(),
              spansPerSecond,
              Clock.getDefault());
    } catch (LinkageError failure) {
      // The jar may have been changed, so that no further class can be loaded for the words.
      giveUp();
      tell(unloadable(failure));
    } catch (Throwable failure) {
      giveUp();
      tell(SdkRefusal.words(failure));
    }
  }

  /** Our loader's words, if it knows why. */
  private static String unloadable(LinkageError failure) {
    Throwable cause = failure.getCause();
    String words = cause instanceof ClassNotFoundException ? cause.getMessage() : null;
    return words == null ? failure.getClass().getSimpleName() : words;
  }

  private void giveUp() {
    deaf = true;
    waiting.clear();
    threads.end();
  }

  private void tell(String reason) {
    if (!closed) {
      notices.accept(Severity.WARN, SettingsNotices.CANNOT_START + reason);
    }
  }

  @Override
  public void report(Report report) {
    take(
        target -> {
          target.report(report);
          IncidentLogs records = logs;
          if (records != null) {
            records.report(report, destination.takes(Signal.SPANS) ? target : null);
          }
        });
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    take(target -> target.slowAccept(accept));
  }

  @Override
  public void firstRead(FirstRead read) {
    take(target -> target.firstRead(read));
  }

  private void take(Consumer<IncidentTraces> event) {
    if (deaf) {
      return;
    }
    if (!waiting.add(event)) {
      health.reportWasDropped();
    } else if (traces != null) {
      waiting.drainBy(threads.worker, this::drain);
    }
  }

  private void drain() {
    IncidentTraces target = traces;
    if (target != null) {
      waiting.drainTo(target);
    }
  }

  /**
   * The trace of an incident, for the log: while it is open, and for some time afterwards. Null if
   * it is not exported.
   */
  public @Nullable String traceId(long incident) {
    IncidentTraces target = traces;
    return target == null || !destination.takes(Signal.SPANS) ? null : target.traceId(incident);
  }

  /** Links spans of requests to those of incidents from now on, if the latter are exported. */
  public void link(RequestWaits waits) {
    waits.linkTo(this::exported);
  }

  private @Nullable SpanContext exported(long incident) {
    IncidentTraces target = traces;
    return target == null || !destination.takes(Signal.SPANS) ? null : target.exported(incident);
  }

  /**
   * Ends what is open and exports what is left, so that the JVM ends at most 2 s later, or 0.5 s if
   * the collector refuses. For a shutdown hook.
   */
  public void close() {
    close(System.nanoTime());
  }

  /**
   * The same.
   *
   * @param sinceNanos from which on the JVM's end is held up
   */
  public void close(long sinceNanos) {
    closed = true;
    retries.end();
    long boundMillis = retries.wereRefused() ? CLOSE_REFUSED_MILLIS : CLOSE_MILLIS;
    long deadline = sinceNanos + TimeUnit.MILLISECONDS.toNanos(boundMillis);
    try {
      if (started && !waiting.isEmpty()) {
        awaitBuilt(deadline);
      }
      deaf = true;
      OpenTelemetrySdk built = sdk;
      IncidentTraces target = traces;
      if (target == null) {
        threads.end();
        return;
      }
      // The SDK's own bounds are 5 s and more, some of them spent on the caller's thread.
      Thread closer = Daemon.of(() -> close(built, target), "acceptlag-telemetry-close");
      closer.start();
      join(closer, deadline);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** For what waits to be exported; in vain where the collector refuses. */
  private void awaitBuilt(long deadlineNanos) throws InterruptedException {
    try {
      if (built.getCount() == 0 || destination.refuses()) {
        return;
      }
    } catch (LinkageError | OutOfMemoryError e) {
      // The jar was changed, or no thread is left: whether it refuses is not known.
    }
    built.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void close(@Nullable OpenTelemetrySdk built, IncidentTraces target) {
    waiting.drainToAndEnd(target);
    if (built != null) {
      built.shutdown().join(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    threads.end();
  }

  private static void join(Thread thread, long deadlineNanos) throws InterruptedException {
    long leftNanos = deadlineNanos - System.nanoTime();
    // join(0) would wait for ever.
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
  }
}
