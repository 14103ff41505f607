package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.config.TelemetryMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** The user information that a URL may hold. */
  private static final String CREDENTIALS = "//[^/@]*@";

  private final @Nullable String spanEndpoint;
  private final @Nullable String metricEndpoint;
  private final boolean spansByGrpc;
  private final boolean metricsByGrpc;
  private final boolean needsSecurity;

  private Destination(
      @Nullable String spanEndpoint,
      @Nullable String metricEndpoint,
      boolean spansByGrpc,
      boolean metricsByGrpc,
      boolean needsSecurity) {
    this.spanEndpoint = spanEndpoint;
    this.metricEndpoint = metricEndpoint;
    this.spansByGrpc = spansByGrpc;
    this.metricsByGrpc = metricsByGrpc;
    this.needsSecurity = needsSecurity;
  }

  /**
   * @param property looks up a system property
   * @param variable looks up an environment variable
   */
  public static Destination of(
      TelemetryMode mode,
      Function<String, @Nullable String> property,
      Function<String, @Nullable String> variable) {
    Function<String, @Nullable String> setting = name -> setting(name, property, variable);
    boolean disabled = "true".equalsIgnoreCase(setting.apply("otel.sdk.disabled"));
    boolean wanted =
        mode == TelemetryMode.OTLP || (mode == TelemetryMode.AUTO && isAskedFor(setting));
    if (disabled || !wanted) {
      return new Destination(null, null, false, false, false);
    }
    String spans = endpoint("traces", setting);
    String metrics = endpoint("metrics", setting);
    return new Destination(
        spans,
        metrics,
        isGrpc("traces", setting),
        isGrpc("metrics", setting),
        isHttps(spans) || isHttps(metrics) || hasCertificate(setting));
  }

  private static boolean isHttps(@Nullable String endpoint) {
    return endpoint != null && endpoint.regionMatches(true, 0, "https:", 0, "https:".length());
  }

  /** The SDK reads them whatever the endpoint is. */
  private static boolean hasCertificate(Function<String, @Nullable String> setting) {
    for (String signal : new String[] {"", "traces.", "metrics."}) {
      for (String file : new String[] {"certificate", "client.key", "client.certificate"}) {
        if (setting.apply("otel.exporter.otlp." + signal + file) != null) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable String setting(
      String name,
      Function<String, @Nullable String> property,
      Function<String, @Nullable String> variable) {
    String value = property.apply(name);
    if (isBlank(value)) {
      value = variable.apply(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    // An empty variable counts as one that is not set, says OpenTelemetry's specification.
    return value == null || isBlank(value) ? null : value.trim();
  }

  private static boolean isAskedFor(Function<String, @Nullable String> setting) {
    return setting.apply("otel.exporter.otlp.endpoint") != null
        || setting.apply("otel.exporter.otlp.traces.endpoint") != null
        || setting.apply("otel.exporter.otlp.metrics.endpoint") != null
        || namesOtlp(setting.apply("otel.traces.exporter"))
        || namesOtlp(setting.apply("otel.metrics.exporter"));
  }

  private static @Nullable String endpoint(
      String signal, Function<String, @Nullable String> setting) {
    String exporter = setting.apply("otel." + signal + ".exporter");
    if (exporter != null && !namesOtlp(exporter)) {
      return null;
    }
    String endpoint = setting.apply("otel.exporter.otlp." + signal + ".endpoint");
    if (endpoint == null) {
      endpoint = setting.apply("otel.exporter.otlp.endpoint");
    }
    if (endpoint == null) {
      endpoint = isGrpc(signal, setting) ? "http://localhost:4317" : "http://localhost:4318";
    }
    return endpoint.replaceFirst(CREDENTIALS, "//");
  }

  private static boolean isGrpc(String signal, Function<String, @Nullable String> setting) {
    String protocol = setting.apply("otel.exporter.otlp." + signal + ".protocol");
    if (protocol == null) {
      protocol = setting.apply("otel.exporter.otlp.protocol");
    }
    return "grpc".equals(protocol);
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

  private static boolean isBlank(@Nullable String value) {
    return value == null || value.trim().isEmpty();
  }

  public boolean isNone() {
    return spanEndpoint == null && metricEndpoint == null;
  }

  /** Whether the export takes what java.security has: TLS, or certificates. */
  boolean needsSecurity() {
    return needsSecurity;
  }

  boolean takesSpans() {
    return spanEndpoint != null;
  }

  boolean takesMetrics() {
    return metricEndpoint != null;
  }

  /**
   * The endpoint of spans or metrics as the user knows it: without credentials, or a path added.
   */
  String endpoint(Signal signal) {
    String endpoint = signal == Signal.SPANS ? spanEndpoint : metricEndpoint;
    return endpoint == null ? "nowhere" : endpoint;
  }

  /**
   * What to add to a failure: the most frequent reason is the one protocol on the other one's port.
   * Empty when the port tells nothing.
   */
  String hint(Signal signal) {
    boolean grpc = signal == Signal.SPANS ? spansByGrpc : metricsByGrpc;
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
    List<String> endpoints = new ArrayList<>();
    if (spanEndpoint != null) {
      endpoints.add(spanEndpoint);
    }
    if (metricEndpoint != null && !metricEndpoint.equals(spanEndpoint)) {
      endpoints.add(metricEndpoint);
    }
    return endpoints.isEmpty() ? "none" : "otlp " + String.join(" and ", endpoints);
  }
}
