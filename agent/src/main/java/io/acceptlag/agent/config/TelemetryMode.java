package io.acceptlag.agent.config;

/** Whether metrics and spans are exported: the option {@code telemetry}. */
public enum TelemetryMode {
  /** OTLP where the environment names an endpoint or an exporter, and nothing otherwise. */
  AUTO,
  OTLP,
  NONE
}
