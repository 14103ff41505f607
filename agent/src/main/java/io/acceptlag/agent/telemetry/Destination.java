package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.config.TelemetryMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where telemetry goes, by the option {@code telemetry} and OpenTelemetry's own settings. The SDK
 * reads those settings again when it is built. Here they only decide whether it is built at all,
 * and how messages name the collector.
 */
public final class Destination {
  /**
   * The default of OpenTelemetry's specification and of its Java agent. The SDK's own default is
   * grpc, with which the same variables would mean different things to two agents in one JVM.
   */
  static final String DEFAULT_PROTOCOL = "http/protobuf";

  private final OtelSettings settings;
  private final @Nullable CollectorAddress ofSpans;
  private final @Nullable CollectorAddress ofMetrics;
  private final @Nullable CollectorAddress ofLogs;
  private final Collection<String> faultsOfLogs;

  /** The agent through whose SDK it goes; null for our own SDK. */
  private final @Nullable String agent;

  private Destination(
      OtelSettings settings,
      @Nullable CollectorAddress ofSpans,
      @Nullable CollectorAddress ofMetrics,
      @Nullable CollectorAddress ofLogs,
      Collection<String> faultsOfLogs,
      @Nullable String agent) {
    this.settings = settings;
    this.ofSpans = ofSpans;
    this.ofMetrics = ofMetrics;
    this.ofLogs = ofLogs;
    this.faultsOfLogs = faultsOfLogs;
    this.agent = agent;
  }

  /**
   * @param property looks up a system property
   * @param variable looks up an environment variable
   */
  public static Destination of(
      TelemetryMode mode,
      Function<String, @Nullable String> property,
      Function<String, @Nullable String> variable) {
    OtelSettings settings = new OtelSettings(property, variable);
    boolean disabled = "true".equalsIgnoreCase(settings.get("otel.sdk.disabled"));
    boolean wanted =
        mode == TelemetryMode.OTLP || (mode == TelemetryMode.AUTO && isAskedFor(settings));
    if (disabled || !wanted) {
      return new Destination(settings, null, null, null, Collections.emptySet(), null);
    }
    CollectorAddress ofSpans = address(Signal.SPANS, settings);
    CollectorAddress ofMetrics = address(Signal.METRICS, settings);
    CollectorAddress ofLogs =
        areLogsWanted(settings, ofSpans, ofMetrics) ? address(Signal.LOGS, settings) : null;
    Collection<String> faultsOfLogs =
        ofLogs == null ? Collections.emptySet() : SettingsCheck.faultsOfLogs(settings);
    return new Destination(
        settings, ofSpans, ofMetrics, faultsOfLogs.isEmpty() ? ofLogs : null, faultsOfLogs, null);
  }

  /** The destination of the OpenTelemetry agent, whatever that is. */
  public static Destination of(AgentExtension extension) {
    return new Destination(
        new OtelSettings(name -> null, name -> null),
        null,
        null,
        null,
        Collections.emptySet(),
        extension.agent());
  }

  private static boolean isHttps(@Nullable CollectorAddress address) {
    return address != null && address.isHttps();
  }

  /** The SDK reads them whatever the endpoint is. */
  private boolean hasCertificate() {
    for (Signal signal : Signal.values()) {
      for (String file : new String[] {"certificate", "client.key", "client.certificate"}) {
        if (takes(signal) && settings.getOtlp(signal, file) != null) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAskedFor(OtelSettings settings) {
    return settings.getOtlp(Signal.SPANS, "endpoint") != null
        || settings.getOtlp(Signal.METRICS, "endpoint") != null
        || namesOtlp(settings.get("otel.traces.exporter"))
        || namesOtlp(settings.get("otel.metrics.exporter"));
  }

  /**
   * Whether log records are asked for, or spans go to the same place; settings for traces alone say
   * nothing about logs.
   */
  private static boolean areLogsWanted(
      OtelSettings settings,
      @Nullable CollectorAddress ofSpans,
      @Nullable CollectorAddress ofMetrics) {
    boolean asked =
        settings.get("otel.exporter.otlp.logs.endpoint") != null
            || namesOtlp(settings.get("otel.logs.exporter"));
    boolean besideSpans =
        ofSpans != null
            && settings.get("otel.exporter.otlp.traces.endpoint") == null
            && settings.get("otel.exporter.otlp.traces.protocol") == null;
    return (ofSpans != null || ofMetrics != null) && (asked || besideSpans);
  }

  private static @Nullable CollectorAddress address(Signal signal, OtelSettings settings) {
    String exporter = settings.get("otel." + signal.key + ".exporter");
    if (exporter != null && !namesOtlp(exporter)) {
      return null;
    }
    boolean isGrpc = isGrpc(signal, settings);
    String endpoint = settings.getOtlp(signal, "endpoint");
    return CollectorAddress.of(
        endpoint == null ? "http://localhost:" + (isGrpc ? 4317 : 4318) : endpoint, !isGrpc);
  }

  private static boolean isGrpc(Signal signal, OtelSettings settings) {
    return "grpc".equals(settings.getOtlp(signal, "protocol"));
  }

  /** The other exporters are not in the jar. */
  private static boolean namesOtlp(@Nullable String exporters) {
    if (exporters == null) {
      return false;
    }
    for (String name : exporters.split(",", -1)) {
      if (name.trim().equals("otlp")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether there are exporters that the jar does not have. They may be meant for another agent.
   */
  static boolean namesOthers(@Nullable String exporters) {
    if (exporters == null) {
      return false;
    }
    for (String name : exporters.split(",", -1)) {
      String trimmed = name.trim();
      if (!trimmed.isEmpty() && !trimmed.equals("otlp") && !trimmed.equals("none")) {
        return true;
      }
    }
    return false;
  }

  public boolean isNone() {
    return agent == null && ofSpans == null && ofMetrics == null;
  }

  /**
   * Whether the export needs java.security: for TLS, or certificates. False if a setting is at
   * fault, because then nothing is exported, and that must be said at once.
   */
  boolean needsSecurity() {
    return (isHttps(ofSpans) || isHttps(ofMetrics) || isHttps(ofLogs) || hasCertificate())
        && faults().isEmpty();
  }

  boolean takes(Signal signal) {
    return agent != null || address(signal) != null;
  }

  private @Nullable CollectorAddress address(Signal signal) {
    switch (signal) {
      case SPANS:
        return ofSpans;
      case METRICS:
        return ofMetrics;
      default:
        return ofLogs;
    }
  }

  boolean isValid(Signal signal) {
    CollectorAddress address = address(signal);
    return address != null && address.fault == null;
  }

  /** One sentence each; not empty if the SDK cannot be built. */
  Collection<String> faults() {
    return SettingsCheck.faults(settings, this);
  }

  /** One sentence each; not empty if log records alone are left out. */
  Collection<String> faultsOfLogs() {
    return faultsOfLogs;
  }

  /** In the files that this signal's settings name. Initialises java.security if there are any. */
  Collection<String> faultsOfFiles(Signal signal) {
    return takes(signal) ? PemFiles.faults(settings, signal) : Collections.emptySet();
  }

  /** The same, but log records go nowhere. */
  Destination withoutLogs() {
    return new Destination(settings, ofSpans, ofMetrics, null, faultsOfLogs, agent);
  }

  /** What is set and has no effect; one sentence each. */
  Collection<String> surprises() {
    return SettingsCheck.surprises(settings, this);
  }

  /**
   * The endpoint of a signal as the user knows it: without credentials, and without an added path.
   */
  String endpoint(Signal signal) {
    CollectorAddress address = address(signal);
    return address == null ? "nowhere" : address.toString();
  }

  /** Whether all collectors refuse connections. Takes a moment at most. */
  boolean refuses() throws InterruptedException {
    List<CollectorAddress> addresses = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      CollectorAddress address = address(signal);
      if (address != null) {
        addresses.add(address);
      }
    }
    return Knock.areRefused(addresses);
  }

  /**
   * A hint for a failure: the most frequent reason is one protocol at the other one's port. Empty
   * if the port does not show that.
   */
  String hint(Signal signal) {
    boolean grpc = isGrpc(signal, settings);
    String port = grpc ? ":4318" : ":4317";
    if (!(endpoint(signal) + "/").contains(port + "/")) {
      return "";
    }
    return grpc
        ? " (4318 is the usual port of http/protobuf, and the protocol is set to grpc)"
        : " (4317 is the usual port of grpc, which OTEL_EXPORTER_OTLP_PROTOCOL=grpc asks for)";
  }

  /** {@code otlp http://localhost:4318}, or {@code none}. */
  public String describe() {
    if (agent != null) {
      return "through " + agent;
    }
    Set<String> addresses = new LinkedHashSet<>();
    for (Signal signal : Signal.values()) {
      if (takes(signal)) {
        addresses.add(endpoint(signal));
      }
    }
    return addresses.isEmpty() ? "none" : "otlp " + String.join(" and ", addresses);
  }
}
