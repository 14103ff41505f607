package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;

/** What helps where a network thread of Kafka's is kept. */
final class KafkaLoop {
  /** Puts a request where the request handlers take it, and waits while that is full. */
  private static final String REQUESTS = "kafka.network.RequestChannel";

  static final String TAKE_OFF =
      "Take what blocks off Kafka's network threads (a plugin's lookups)";

  private KafkaLoop() {}

  static String advice(AcceptorSample thread) {
    if (Stacks.contains(thread.stack(), REQUESTS, "sendRequest")) {
      return "Find out what keeps the request handlers, num.io.threads: their queue is full.";
    }
    WaitsFor its = WaitsFor.of(thread);
    return TAKE_OFF
        // More of them would wait for the same thing.
        + (its.isShared() && its != WaitsFor.CPU ? "." : ", or raise num.network.threads.");
  }
}
