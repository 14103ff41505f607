package io.acceptlag.agent.telemetry;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's own settings, by the names of its properties: {@code otel.traces.sampler} is the
 * variable OTEL_TRACES_SAMPLER too.
 */
final class OtelSettings {
  private static final String OTLP = "otel.exporter.otlp.";

  private final Function<String, @Nullable String> property;
  private final Function<String, @Nullable String> variable;

  /**
   * @param property looks up a system property
   * @param variable looks up an environment variable
   */
  OtelSettings(
      Function<String, @Nullable String> property, Function<String, @Nullable String> variable) {
    this.property = property;
    this.variable = variable;
  }

  /** Null if it is not set; by OpenTelemetry's specification an empty one counts as not set. */
  @Nullable String get(String name) {
    String value = property.apply(name);
    if (isBlank(value)) {
      value = variable.apply(variableOf(name));
    }
    return value == null || isBlank(value) ? null : value.trim();
  }

  /** The name under which the user has set it. */
  String nameInUse(String name) {
    return isBlank(property.apply(name)) ? variableOf(name) : name;
  }

  /**
   * The name of the setting that applies to this signal's exporter: its own, or the common one.
   *
   * @param what the last part of the name, such as {@code endpoint}
   */
  String otlp(Signal signal, String what) {
    String own = OTLP + signal.key + "." + what;
    return get(own) == null ? OTLP + what : own;
  }

  @Nullable String getOtlp(Signal signal, String what) {
    return get(otlp(signal, what));
  }

  private static String variableOf(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static boolean isBlank(@Nullable String value) {
    return value == null || value.trim().isEmpty();
  }
}
