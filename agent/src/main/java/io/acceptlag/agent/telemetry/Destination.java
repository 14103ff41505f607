package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.config.TelemetryMode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where telemetry goes, as the option {@code telemetry} and OpenTelemetry's own settings have it.
 * The SDK reads those settings once more when it is built; here they only decide whether it is
 * built at all, and what to call the collector in a message.
 */
public final class Destination {
  /**
   * The default of OpenTelemetry's specification and of its Java agent. The SDK's own is grpc,
   * which would make the same variables mean something else to two agents in one JVM.
   */
  static final String DEFAULT_PROTOCOL = "http/protobuf";

  private final OtelSettings settings;
  private final @Nullable CollectorAddress ofSpans;
  private final @Nullable CollectorAddress ofMetrics;
  private final @Nullable CollectorAddress ofLogs;

  /** Through whose SDK it goes; null for our own. */
  private final @Nullable String agent;

  private Destination(
      OtelSettings settings,
      @Nullable CollectorAddress ofSpans,
      @Nullable CollectorAddress ofMetrics,
      @Nullable CollectorAddress ofLogs,
      @Nullable String agent) {
    this.settings = settings;
    this.ofSpans = ofSpans;
    this.ofMetrics = ofMetrics;
    this.ofLogs = ofLogs;
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
      return new Destination(settings, null, null, null, null);
    }
    CollectorAddress ofSpans = address(Signal.SPANS, settings);
    CollectorAddress ofMetrics = address(Signal.METRICS, settings);
    CollectorAddress ofLogs =
        areLogsWanted(settings, ofSpans, ofMetrics) ? address(Signal.LOGS, settings) : null;
    return new Destination(settings, ofSpans, ofMetrics, ofLogs, null);
  }

  /** That of the OpenTelemetry agent, whatever it is. */
  public static Destination of(AgentExtension extension) {
    return new Destination(
        new OtelSettings(name -> null, name -> null), null, null, null, extension.agent());
  }

  private static boolean isHttps(@Nullable CollectorAddress address) {
    return address != null && address.isHttps();
  }

  /** The SDK reads them whatever the endpoint is. */
  private static boolean hasCertificate(OtelSettings settings) {
    for (Signal signal : Signal.values()) {
      for (String file : new String[] {"certificate", "client.key", "client.certificate"}) {
        if (settings.getOtlp(signal, file) != null) {
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
   * Where they are asked for, or spans go to the same place: what was given for traces only says
   * nothing of them. What is at fault in their settings keeps nothing else from being exported.
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
    return (ofSpans != null || ofMetrics != null)
        && (asked || besideSpans)
        && SettingsCheck.isFaultless(settings, Signal.LOGS);
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

  /** Whether there are some that the jar does not have. They may be meant for another agent. */
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
   * Whether the export takes what java.security has: TLS, or certificates. There is none where a
   * setting is at fault, which is to be said at once.
   */
  boolean needsSecurity() {
    return (isHttps(ofSpans) || isHttps(ofMetrics) || isHttps(ofLogs) || hasCertificate(settings))
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

  /** One sentence each; not empty when the SDK cannot be built. */
  Collection<String> faults() {
    return SettingsCheck.faults(settings, this);
  }

  /** What is set and has no effect; one sentence each. */
  Collection<String> surprises() {
    return SettingsCheck.surprises(settings, this);
  }

  /**
   * The endpoint of spans or metrics as the user knows it: without credentials, or a path added.
   */
  String endpoint(Signal signal) {
    CollectorAddress address = address(signal);
    return address == null ? "nowhere" : address.toString();
  }

  /**
   * What to add to a failure: the most frequent reason is the one protocol on the other one's port.
   * Empty when the port tells nothing.
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
