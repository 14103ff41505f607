package io.acceptlag.agent.telemetry;

/** The kinds of telemetry that are exported, in the word that messages have for them. */
enum Signal {
  SPANS("spans"),
  METRICS("metrics");

  final String plural;

  Signal(String plural) {
    this.plural = plural;
  }
}
