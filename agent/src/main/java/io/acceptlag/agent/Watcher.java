package io.acceptlag.agent;

import io.acceptlag.agent.blackbox.OwnBox;
import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.config.LoadedConfiguration;
import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.jfr.Recordings;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.HookVisits;
import io.acceptlag.agent.jvm.HostReader;
import io.acceptlag.agent.jvm.Jvm;
import io.acceptlag.agent.jvm.JvmBeans;
import io.acceptlag.agent.jvm.JvmPauses;
import io.acceptlag.agent.jvm.KernelThreads;
import io.acceptlag.agent.jvm.LoadedClasses;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.jvm.ServerBeans;
import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.jvm.Surroundings;
import io.acceptlag.agent.jvm.ThreadFacts;
import io.acceptlag.agent.jvm.ThreadProbe;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.log.LibrarySpotter;
import io.acceptlag.agent.log.LogSink;
import io.acceptlag.agent.recording.EvidenceFile;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.agent.rehearsal.Rehearsal;
import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.agent.threads.OwnThreads;
import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.HarmfulCloses;
import io.acceptlag.core.report.LossNotes;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.core.watch.Sampler;
import io.acceptlag.core.watch.Settings;
import io.acceptlag.core.watch.Sources;
import io.acceptlag.probes.Probes;
import io.acceptlag.probes.procfs.ProcHost;
import java.io.File;
import java.net.AcceptlagClassState;
import java.net.AcceptlagConnectHook;
import java.net.AcceptlagFailures;
import java.net.AcceptlagHook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The composition root: wires probes, recorder, sampler and sinks, then polls. */
final class Watcher {
  private static final long LAST_VISIT_MILLIS = 5_000;

  /**
   * Until the next poll while a close is pending, because its report may be the last of the
   * process.
   */
  private static final long SOON_NANOS = 2_000_000;

  private final LoadedConfiguration loaded;
  private final Configuration configuration;
  private final RunningSettings running;
  private final BaseModule base;
  private final LibrarySpotter libraries;
  private final PlatformServer platform;
  private final Sightings micrometer;
  private final OwnHealth health = new OwnHealth(AcceptlagFailures::count);
  private final AcceptInstrumentation accepts;
  private final LoadedClasses loadedClasses;
  private final Arrival arrival;

  /** The group of the agent's threads that connect, and of the threads that those start. */
  private final OwnThreads threads = new OwnThreads();

  private final int javaVersion = Jvm.javaVersion();
  private final Endings endings = new Endings();
  private final OpenIncidents incidents = new OpenIncidents();

  /**
   * @param starter the thread that called premain or agentmain
   */
  Watcher(
      LoadedConfiguration loaded,
      BaseModule base,
      LibrarySpotter libraries,
      PlatformServer platform,
      Sightings micrometer,
      AcceptInstrumentation accepts,
      LoadedClasses loadedClasses,
      Thread starter) {
    this.loaded = loaded;
    configuration = loaded.configuration();
    running = new RunningSettings(configuration);
    this.base = base;
    this.libraries = libraries;
    this.platform = platform;
    this.micrometer = micrometer;
    this.accepts = accepts;
    this.loadedClasses = loadedClasses;
    arrival = new Arrival(starter);
  }

  void start() {
    Daemon.of(threads, this::run, "acceptlag").start();
    if (javaVersion >= AcceptInstrumentation.HOLDS_UP_THE_END_SINCE) {
      // Not later: where processors are busy, the application may end before our thread has run.
      atExit("acceptlag-weaving-exit", accepts::stopSeeingClasses);
    }
  }

  private void run() {
    try {
      arrival.awaitMain();
      watch();
    } catch (Throwable e) {
      // Not by a class of our own, which may be beyond loading.
      AcceptlagHook.receive(null);
      AcceptlagConnectHook.receive(null);
      System.err.println(
          "[acceptlag] ERROR stopped: "
              + ForeignText.message(OwnJar.words(e))
              + "; the application goes on without acceptlag");
    }
  }

  private void watch() throws Exception {
    AgentLog log = openLog();
    PollThread thread = new PollThread();
    BindFailures binds = new BindFailures(thread::wake);
    HarmfulCloses closes = new HarmfulCloses(thread::wake);
    atExit("acceptlag-log-exit", () -> BesideListeners.reportAndClose(binds, closes, log));
    // Before the first listener is read, and not before main.
    OtherAgent.lookFor(loadedClasses, Recordings.FLIGHT_RECORDER);
    Export export = Export.of(configuration, loadedClasses, base, endings, health, log);
    Probes probes = ProbeChoice.of(configuration.nativeBinding(), javaVersion, base);
    endings.add(() -> unbind(probes));

    Rehearsal.of(probes.accepts());
    Reception reception = new Reception(configuration, probes, closes, binds, threads);
    export.recordBy(reception.accepts);
    reception.follow(configuration);

    Sources sources = sources(probes, export);
    reception.accepts.readInterruptsBy(ThreadFacts::isInterrupted);
    Recordings recordings = recordings(reception.accepts, log);
    OwnBox box = OwnBox.make(OwnVersion.get(), probes.files(), log::write);
    endings.add(box::close);
    LossNotes sinks = new LossNotes(probes::losses, sinks(log, export, probes, recordings, box));

    Settings settings = settings();
    Sampler sampler =
        new Sampler(
            reception.listeners, reception.slowAccepts, sources, settings, sinks, box.blackBox());
    closes.mayHarm(sampler::anyWaits);
    running.onChange(new AppliedSettings(reception, settings, log)::change);
    BesideListeners beside =
        new BesideListeners(probes, reception, binds, sampler, configuration.repeatNanos(), sinks);

    accepts.loadAcceptClasses();
    rehearseTrouble(sources, probes);
    box.keepIn(configuration.blackboxFile());
    PollLoop loop = loop(log, export, probes, sampler, beside, recordings, closes);
    endings.add(() -> thread.end(loop));
    Leaving leaving = new Leaving(running, accepts, threads, endings);
    RemoteAccess.open(base, javaVersion, log, sampler, running, box, leaving, endings);
    OwnJar.loadWhatIsNeededLater();
    accepts.lookAgain();
    StartLines.write(log, loaded.problems(), accepts, probes, export.destination());
    if (!export.destination().isNone()) {
      atExit("acceptlag-telemetry-exit", () -> exportLast(export, loop, thread));
    }
    loop.run();
  }

  private static void exportLast(Export export, PollLoop loop, PollThread thread) {
    long sinceNanos = System.nanoTime();
    if (export.hasStarted()) {
      // A listener that no poll has seen is in no export.
      thread.awaitLastPoll(loop);
    }
    export.close(sinceNanos);
  }

  private AgentLog openLog() {
    AgentLog log =
        AgentLog.open(
            configuration.logMode(), libraries, AcceptlagClassState::isInitialized, health);
    threads.reportTo(notice -> log.write(Severity.WARN, notice));
    endings.add(log::close);
    return log;
  }

  private void atExit(String threadName, Runnable work) {
    endings.atExit(threads, work, threadName);
  }

  private Sources sources(Probes probes, Export export) {
    JvmBeans beans = JvmBeans.open(base);
    ThreadProbe threadProbe = arrival.threads(base, beans, javaVersion);
    threadProbe.ask(new KernelThreads(probes.tasks()));
    ProcHost proc = probes.host();
    endings.add(proc::close);
    ServerBeans servers = new ServerBeans(AcceptlagClassState::isInitialized);
    return new Sources(
        probes.listeners(),
        probes.handshakes(),
        threadProbe,
        new HostReader(JvmPauses.open(base, beans, javaVersion), proc, servers, threadProbe),
        proc,
        servers,
        export.following(probes.unread()),
        loadedClasses);
  }

  private Recordings recordings(AcceptRecorder recorder, AgentLog log) {
    Recordings recordings =
        new Recordings(
            loadedClasses::has,
            AcceptlagClassState::isInitialized,
            recorder::describeFrom,
            spanWaitMillis(),
            log::write);
    endings.add(recordings::close);
    return recordings;
  }

  private Settings settings() {
    return new Settings(
        configuration.ports()::contains,
        new Thresholds(
            configuration.warnWaitNanos(),
            configuration.warnQueueShare(),
            configuration.repeatNanos()),
        configuration.warnUnservedNanos(),
        Surroundings.isPod(System::getenv),
        configuration.pollNanos(),
        !arrival.isLate());
  }

  /**
   * At the start, although waiting for the first listener would disturb it less. A server that is
   * restarted under load is in trouble at once, and then has no descriptor or CPU left for it.
   */
  private void rehearseTrouble(Sources sources, Probes probes) {
    Rehearsal.ofIncident(sources);
    if (configuration.connect()) {
      Rehearsal.ofConnects(probes.connects(), probes.handshakes(), probes.ports());
    }
  }

  /** Unbinds native calls. Doing that during a call would crash the JVM. */
  private static void unbind(Probes probes) {
    if (HookVisits.awaitNone(LAST_VISIT_MILLIS)) {
      probes.close();
    }
  }

  private PollLoop loop(
      AgentLog log,
      Export export,
      Probes probes,
      Sampler sampler,
      BesideListeners beside,
      Recordings recordings,
      HarmfulCloses closes) {
    Surfaces surfaces =
        new Surfaces(
            () -> recordings.poll(sampler::openListeners),
            sampler::anotherAsker,
            incidents,
            probes.handshakes(),
            platform,
            micrometer,
            running,
            health,
            log::write);
    endings.add(surfaces::close);
    export.watch(sampler, beside.connects(), probes.handshakes(), System.nanoTime());
    OwnTroubles troubles = new OwnTroubles(accepts.paths(), probes, log);
    return new PollLoop(
        configuration.pollNanos(),
        System::nanoTime,
        nanos -> PollThread.sleep(closes.arePending(System.nanoTime()) ? SOON_NANOS : nanos),
        nowNanos -> {
          if (running.configuration().enabled()) {
            beside.poll(nowNanos);
          }
        },
        (nowNanos, lateNanos) -> {
          if (lateNanos >= HostHistory.LATE_MIN_NANOS) {
            health.pollWasLate();
          }
          sampler.poll(nowNanos, lateNanos);
          export.poll(nowNanos);
          surfaces.poll();
          troubles.poll();
        },
        troubles::pollFailed);
  }

  /**
   * The log comes first, because the first span loads classes, which takes a second on a busy
   * machine. The trace exists long before an incident ends and the log names it.
   */
  private ReportSink sinks(
      AgentLog log, Export export, Probes probes, Recordings recordings, OwnBox box) {
    File record = configuration.recordFile();
    List<ReportSink> sinks = new ArrayList<>();
    sinks.add(
        new LogSink(
            log,
            () -> running.configuration().mutedCauses(),
            configuration.logClients(),
            export::traceId));
    sinks.add(box.blackBox());
    sinks.add(incidents);
    endings.add(export::close);
    export.addTo(sinks, this::spanWaitMillis);
    sinks.add(recordings);
    if (record != null) {
      EvidenceFile file =
          EvidenceFile.open(record, probes.files()::append, OwnVersion.get(), log::write);
      endings.add(file::close);
      sinks.add(file);
    }
    return new Sinks(health, sinks.toArray(new ReportSink[0]));
  }

  private long spanWaitMillis() {
    return TimeUnit.NANOSECONDS.toMillis(running.configuration().spanWaitNanos());
  }
}
