package io.acceptlag.agent;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.config.TelemetryMode;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.LoadedClasses;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.telemetry.AgentExtension;
import io.acceptlag.agent.telemetry.Destination;
import io.acceptlag.agent.telemetry.Telemetry;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.watch.Sampler;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is exported to OpenTelemetry, by an SDK of our own or through the OpenTelemetry agent's, and
 * when that begins. Nothing if telemetry is off.
 */
final class Export {
  private final Destination destination;
  private final @Nullable AgentExtension extension;
  private final @Nullable Telemetry telemetry;
  private final ApplicationTraces application;
  private @Nullable Sampler figures;
  private @Nullable ConnectSampler destinations;
  private @Nullable HandshakeProbe kernel;
  private final BiConsumer<Severity, String> notices;
  private @Nullable ExportStart start;
  private boolean heldUp;

  private Export(
      Destination destination,
      @Nullable AgentExtension extension,
      @Nullable Telemetry telemetry,
      ApplicationTraces application,
      BiConsumer<Severity, String> notices) {
    this.destination = destination;
    this.extension = extension;
    this.telemetry = telemetry;
    this.application = application;
    this.notices = notices;
  }

  static Export of(
      Configuration configuration,
      LoadedClasses loadedClasses,
      BaseModule base,
      Endings endings,
      OwnHealth health,
      AgentLog log)
      throws Exception {
    AgentExtension extension =
        OtherAgent.extension(
            configuration.telemetryMode(), loadedClasses, base, endings, log::write);
    Destination destination =
        extension == null
            ? Destination.of(configuration.telemetryMode(), System::getProperty, System::getenv)
            : Destination.of(extension);
    Telemetry telemetry = null;
    if (!destination.isNone()) {
      // For telemetry.quiet, which replaces okhttp's own look-up of addresses.
      base.define("AcceptlagNames");
      telemetry =
          new Telemetry(
              destination,
              extension,
              configuration.spansPerSecond(),
              OwnVersion.get(),
              health,
              log::write);
    }
    boolean looks = extension == null && configuration.telemetryMode() != TelemetryMode.NONE;
    return new Export(
        destination,
        extension,
        telemetry,
        new ApplicationTraces(looks, loadedClasses, base, telemetry, endings, log::write),
        log::write);
  }

  Destination destination() {
    return destination;
  }

  /** Keeps the clients whose accept was slow, as long as somebody asks for them. */
  void recordBy(AcceptRecorder recorder) {
    if (extension != null) {
      recorder.keepPeersIn(extension.peers());
    }
    application.recordBy(recorder);
  }

  UnreadProbe following(UnreadProbe probe) {
    return extension == null ? probe : extension.following(probe);
  }

  /** Null if the incident has no trace. */
  @Nullable String traceId(long incident) {
    return telemetry == null ? null : telemetry.traceId(incident);
  }

  void addTo(List<ReportSink> sinks, LongSupplier spanWaitMillis) {
    if (telemetry != null) {
      sinks.add(new FromSpanWait(telemetry, spanWaitMillis));
    }
    sinks.add(extension == null ? application : extension);
  }

  /** Sets what is exported once it begins. Call it before the first poll. */
  void watch(Sampler sampler, ConnectSampler connects, HandshakeProbe settings, long nowNanos) {
    Telemetry awaited = telemetry;
    if (awaited != null) {
      figures = sampler;
      destinations = connects;
      kernel = settings;
      start =
          ExportStart.of(
              awaited, sampler, connects, InUse.of("sun.security.jca.Providers"), nowNanos);
    }
  }

  /** Called at each poll; begins when it is time. */
  void poll(long nowNanos) {
    application.poll();
    ExportStart moment = start;
    if (telemetry == null
        || moment == null
        || figures == null
        || destinations == null
        || kernel == null) {
      return;
    }
    if (!moment.isNow(nowNanos)) {
      if (!heldUp && moment.isHeldUp(nowNanos)) {
        heldUp = true;
        notices.accept(
            Severity.WARN,
            "Telemetry does not start while the system property java.home is not set; has the"
                + " application cleared them all?");
      }
      return;
    }
    telemetry.start(figures, destinations, kernel.settings()::isLocalPort);
    moment.hasStarted();
  }

  /** Whether it has begun; another thread may ask. */
  boolean hasStarted() {
    return telemetry != null && telemetry.hasStarted();
  }

  void close() {
    close(System.nanoTime());
  }

  /**
   * @param sinceNanos from which on the JVM's end is held up
   */
  void close(long sinceNanos) {
    if (telemetry != null) {
      telemetry.close(sinceNanos);
    }
  }
}
