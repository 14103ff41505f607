package io.acceptlag.agent.telemetry;

/** The kinds of telemetry that are exported. */
enum Signal {
  SPANS("spans", "traces"),
  METRICS("metrics", "metrics"),
  LOGS("log records", "logs");

  /** Those without which nothing is exported: a collector need not take log records. */
  static final Signal[] NEEDED = {SPANS, METRICS};

  /** The word for them in messages. */
  final String plural;

  /** The word for them in OpenTelemetry's settings. */
  final String key;

  Signal(String plural, String key) {
    this.plural = plural;
    this.key = key;
  }
}
