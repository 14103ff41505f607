package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;

/** What helps where a network thread of Kafka's is kept. */
final class KafkaLoop {
  /** Puts a request where the request handlers take it, and waits while that is full. */
  private static final String REQUESTS = "kafka.network.RequestChannel";

  private KafkaLoop() {}

  static String advice(AcceptorSample thread) {
    if (Stacks.contains(thread.stack(), REQUESTS, "sendRequest")) {
      return "Its queue of requests is full: find out what keeps its request handlers"
          + " (num.io.threads).";
    }
    String takeOff = "Take what blocks off Kafka's network threads (a plugin's lookups)";
    return takeOff
        + (WaitsFor.of(thread).isShared()
            ? "; raising num.network.threads would not help."
            : ", or raise num.network.threads.");
  }
}
