package io.acceptlag.agent.telemetry;

/** The kinds of telemetry that are exported. */
enum Signal {
  SPANS("spans", "traces"),
  METRICS("metrics", "metrics"),
  LOGS("log records", "logs");

  /** Those that are exported or nothing is: a collector need not take log records. */
  static final Signal[] NEEDED = {SPANS, METRICS};

  /** The word that messages have for them. */
  final String plural;

  /** The word that OpenTelemetry's settings have for them. */
  final String key;

  Signal(String plural, String key) {
    this.plural = plural;
    this.key = key;
  }
}
