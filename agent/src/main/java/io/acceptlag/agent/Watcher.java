package io.acceptlag.agent;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.config.LoadedConfiguration;
import io.acceptlag.agent.config.NativeBinding;
import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.instrument.BaseModule;
import io.acceptlag.agent.instrument.WovenPaths;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.log.LibrarySpotter;
import io.acceptlag.agent.recording.EvidenceFile;
import io.acceptlag.agent.telemetry.Destination;
import io.acceptlag.agent.telemetry.Telemetry;
import io.acceptlag.core.Sampler;
import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.ConnectReport;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.connect.Destinations;
import io.acceptlag.core.connect.PendingConnects;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Reports;
import io.acceptlag.core.report.Severity;
import io.acceptlag.probes.Probes;
import java.io.File;
import java.net.AcceptlagClassState;
import java.net.AcceptlagHook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The composition root: wires probes, recorder, sampler and sinks, then polls for ever. */
final class Watcher {
  private static final int FFM_SINCE = 22;
  private static final int SLOW_ACCEPTS = 1024;
  private static final long MAIN_BOUND_MILLIS = 60_000;
  private static final int POLLS_PER_CHECK = 10;
  private static final long SETTLE_NANOS = 2_000_000;

  /** A program that only connects has long set up its logging by then, as one that listens has. */
  private static final long CLIENT_SETTLES_NANOS = 10_000_000_000L;

  private final LoadedConfiguration loaded;
  private final Configuration configuration;
  private final BaseModule base;
  private final LibrarySpotter libraries;
  private final AcceptInstrumentation accepts;
  private final LoadedClasses loadedClasses;
  private final Thread starter;

  /** All of the agent's that connect. What they start is of the same group. */
  private final ThreadGroup threads = new ThreadGroup("acceptlag");

  private final int javaVersion = Jvm.javaVersion();
  private boolean hookFailed;
  private String lastTrouble = "";

  /**
   * @param starter the thread that called premain or agentmain
   */
  Watcher(
      LoadedConfiguration loaded,
      BaseModule base,
      LibrarySpotter libraries,
      AcceptInstrumentation accepts,
      LoadedClasses loadedClasses,
      Thread starter) {
    this.loaded = loaded;
    configuration = loaded.configuration();
    this.base = base;
    this.libraries = libraries;
    this.accepts = accepts;
    this.loadedClasses = loadedClasses;
    this.starter = starter;
  }

  void start() {
    Thread thread = new Thread(threads, this::run, "acceptlag");
    thread.setDaemon(true);
    // Not the application's, whose classes it would hold on to.
    thread.setContextClassLoader(Watcher.class.getClassLoader());
    thread.start();
  }

  private void run() {
    try {
      MainStarted.await(starter, MAIN_BOUND_MILLIS);
      watch();
    } catch (Throwable e) {
      AcceptlagHook.receive(null);
      System.err.println(
          "[acceptlag] ERROR stopped: " + e + "; the application goes on without acceptlag");
    }
  }

  private void watch() throws Exception {
    AgentLog log =
        AgentLog.open(configuration.logMode(), libraries, AcceptlagClassState::isInitialized);
    atExit(log::close, "acceptlag-log-exit");
    Destination destination =
        Destination.of(configuration.telemetryMode(), System::getProperty, System::getenv);
    Telemetry telemetry =
        destination.isNone()
            ? null
            : new Telemetry(destination, configuration.spansPerSecond(), version(), log::write);
    Probes probes = chooseProbes();
    Listeners listeners = new Listeners();
    SlowAccepts slowAccepts = new SlowAccepts(SLOW_ACCEPTS);
    long warnWaitMillis = TimeUnit.NANOSECONDS.toMillis(configuration.warnWaitNanos());
    Destinations destinations = new Destinations();
    ConnectRecorder connects =
        new ConnectRecorder(destinations, new PendingConnects(), probes.connects());
    Rehearsal.of(probes.accepts());
    AcceptlagHook.receive(
        new AcceptReceiver(
            new AcceptRecorder(
                listeners,
                probes.accepts(),
                slowAccepts,
                probes.tickNanos(),
                warnWaitMillis,
                TimeUnit.NANOSECONDS.toMillis(configuration.spanWaitNanos())),
            configuration.connect() ? new ConnectReceiver(connects, threads) : null));
    ThreadProbe threadProbe = new ThreadProbe(javaVersion);
    HostReader host =
        new HostReader(
            JvmPauses.open(base, javaVersion),
            probes.host(),
            loadedClasses,
            new ServerBeans(AcceptlagClassState::isInitialized));
    Sampler sampler =
        new Sampler(
            listeners,
            slowAccepts,
            probes.listeners(),
            probes.handshakes(),
            threadProbe,
            host,
            configuration.ports()::contains,
            new Thresholds(
                configuration.warnWaitNanos(),
                configuration.warnQueueShare(),
                configuration.repeatNanos()),
            new Reports(warnWaitMillis),
            !starter.getName().equals("Attach Listener"),
            sinks(log, telemetry));
    ConnectSampler connectSampler =
        new ConnectSampler(
            destinations,
            connects,
            probes.handshakes(),
            probes.ports(),
            configuration.repeatNanos(),
            report -> tell(report, log, telemetry));
    accepts.loadAcceptClasses();
    TroubleRehearsal rehearsal = new TroubleRehearsal(probes, threadProbe, host);
    rehearsal.play(listeners.hasFound(), false);
    tellStart(log, probes, destination);
    if (telemetry != null) {
      atExit(telemetry::close, "acceptlag-telemetry-exit");
    }
    pollForever(sampler, connectSampler, rehearsal, probes, log, telemetry);
  }

  private static void tell(ConnectReport report, AgentLog log, @Nullable Telemetry telemetry) {
    log.write(report.severity(), report.line());
    if (telemetry != null) {
      telemetry.connectReport(report);
    }
  }

  /**
   * The log comes first: the first span loads classes, for a second on a busy machine. By the time
   * an incident ends and the log names its trace, that has long been there.
   */
  private ReportSink sinks(AgentLog log, @Nullable Telemetry telemetry) {
    File record = configuration.recordFile();
    List<ReportSink> sinks = new ArrayList<>();
    sinks.add(
        new LogSink(
            log,
            configuration.logClients(),
            telemetry == null ? incident -> null : telemetry::traceId));
    if (telemetry != null) {
      sinks.add(telemetry);
    }
    if (record != null) {
      sinks.add(EvidenceFile.open(record, version(), log::write));
    }
    return new Sinks(sinks.toArray(new ReportSink[0]));
  }

  private static void atExit(Runnable work, String name) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(work, name));
    } catch (IllegalStateException e) {
      // The JVM is on its way out already, and this daemon thread with it.
    }
  }

  private Probes chooseProbes() {
    NativeBinding wanted = configuration.nativeBinding();
    boolean foreignUsable = false;
    if (javaVersion >= FFM_SINCE && wanted != NativeBinding.JNA && wanted != NativeBinding.PROC) {
      try {
        base.define("AcceptlagLibC$Binder", "AcceptlagLibC");
        foreignUsable = true;
      } catch (Exception | LinkageError e) {
        // Then JNA does it, at the price of a warning of the JVM's.
        foreignUsable = false;
      }
    }
    return Probes.choose(bindingOf(wanted), foreignUsable, new File("/proc"));
  }

  private static Probes.@Nullable Binding bindingOf(NativeBinding wanted) {
    switch (wanted) {
      case JNA:
        return Probes.Binding.JNA;
      case FFM:
        return Probes.Binding.FFM;
      case PROC:
        return Probes.Binding.PROC;
      default:
        return null;
    }
  }

  private void tellStart(AgentLog log, Probes probes, Destination destination) {
    log.write(
        Severity.INFO,
        "acceptlag "
            + version()
            + " "
            + accepts.paths().summary()
            + "; kernel probe "
            + probes.name()
            + (probes.readsSockets()
                ? ", resolution " + TimeUnit.NANOSECONDS.toMillis(probes.tickNanos()) + " ms"
                : "")
            + "; telemetry "
            + destination.describe());
    if (probes.missing() != null) {
      log.write(
          Severity.WARN,
          "acceptlag cannot call the kernel ("
              + probes.missing()
              + "): it reads queue lengths from /proc/net/tcp; accept waits, limits and drops are not known");
    }
    if (!AcceptlagHook.reachesDescriptors()) {
      log.write(
          Severity.WARN,
          "acceptlag cannot reach the file descriptors of this JVM's sockets, so it sees Netty's"
              + " native listeners only");
    }
    for (String problem : loaded.problems()) {
      log.write(Severity.WARN, problem);
    }
  }

  private void pollForever(
      Sampler sampler,
      ConnectSampler connects,
      TroubleRehearsal rehearsal,
      Probes probes,
      AgentLog log,
      @Nullable Telemetry telemetry) {
    long pollNanos = configuration.pollNanos();
    boolean exports = false;
    long startNanos = System.nanoTime();
    long dueNanos = System.nanoTime();
    for (long polls = 1; ; polls++) {
      try {
        long lateNanos = Math.max(0, System.nanoTime() - dueNanos);
        if (lateNanos >= HostHistory.LATE_MIN_NANOS) {
          // The JVM counts a safepoint only after it has let this thread go on.
          LockSupport.parkNanos(SETTLE_NANOS);
        }
        // It may take its time, which is no lateness.
        pollConnects(connects, System.nanoTime(), log);
        long nowNanos = System.nanoTime();
        // First, or the poll after one that fails would seem to be late.
        dueNanos = nowNanos + pollNanos;
        sampler.poll(nowNanos, lateNanos);
        if (rehearsal.play(sampler.watchesAny(), connects.watchesAny())) {
          // What it took is no lateness of the next poll.
          dueNanos = System.nanoTime() + pollNanos;
        }
        boolean any =
            sampler.watchesAny()
                || (connects.watchesAny() && nowNanos - startNanos >= CLIENT_SETTLES_NANOS);
        if (telemetry != null && !exports && any) {
          // Not before there is something to export. Reading a certificate makes the JDK ask for a
          // System.Logger, and so for the application's LogManager, which a server that listens has
          // long set up.
          exports = true;
          telemetry.start(sampler, connects);
        }
        if (polls % POLLS_PER_CHECK == 0) {
          for (WovenPaths.Change change : accepts.paths().changes()) {
            log.write(change.watched() ? Severity.INFO : Severity.WARN, change.sentence());
          }
          for (String sentence : accepts.paths().takeConnectFailures()) {
            log.write(Severity.WARN, sentence);
          }
          tellHookFailure(log);
          for (String shortfall : probes.takeShortfalls()) {
            log.write(Severity.WARN, shortfall);
          }
        }
      } catch (Throwable e) {
        tellFailedPoll(log, e);
      }
      LockSupport.parkNanos(pollNanos);
      // An application may interrupt its whole thread group; parking would return at once for ever.
      Thread.interrupted();
    }
  }

  /** What befalls it is not the listeners'. */
  private void pollConnects(ConnectSampler connects, long nowNanos, AgentLog log) {
    try {
      connects.poll(nowNanos);
    } catch (RuntimeException | LinkageError e) {
      tellFailedPoll(log, e);
    }
  }

  /** One bad poll must not be the last; the same trouble is told once. */
  private void tellFailedPoll(AgentLog log, Throwable failure) {
    try {
      String trouble = failure.toString();
      if (!trouble.equals(lastTrouble)) {
        log.write(Severity.ERROR, "acceptlag failed to look at the listeners: " + trouble);
        lastTrouble = trouble;
      }
    } catch (Throwable e) {
      // No room for the words either. Whoever fills the heap may let go of it, and the next poll
      // is due when that has ended the acceptor.
    }
  }

  private void tellHookFailure(AgentLog log) {
    Class<?> failure = AcceptlagHook.failure;
    if (failure != null && !hookFailed) {
      hookFailed = true;
      log.write(
          Severity.WARN,
          "acceptlag could not record an accept: "
              + failure.getName()
              + "; the application is not affected, but some waits are missing");
    }
  }

  /** The loader that made us lies in the jar's open part, where the manifest counts. */
  private static String version() {
    Package entry = Watcher.class.getClassLoader().getClass().getPackage();
    String version = entry == null ? null : entry.getImplementationVersion();
    return version == null ? "(unknown version)" : version;
  }
}
