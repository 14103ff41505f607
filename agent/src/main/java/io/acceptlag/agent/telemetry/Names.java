package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.LocalAddress;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/** The attributes. Those not our own are from OpenTelemetry's semantic conventions. */
final class Names {
  /** Of the instrumentation scope. */
  static final String SCOPE = "io.acceptlag";

  static final AttributeKey<String> CAUSE = AttributeKey.stringKey("acceptlag.cause");
  static final AttributeKey<String> ADVICE = AttributeKey.stringKey("acceptlag.advice");
  static final AttributeKey<Long> INCIDENT = AttributeKey.longKey("acceptlag.incident");
  static final AttributeKey<Long> QUEUE_LENGTH = AttributeKey.longKey("acceptlag.queue.length");
  static final AttributeKey<Long> QUEUE_LIMIT = AttributeKey.longKey("acceptlag.queue.limit");
  static final AttributeKey<Long> DELAYED = AttributeKey.longKey("acceptlag.delayed");
  static final AttributeKey<Double> WAIT_MAX = AttributeKey.doubleKey("acceptlag.wait.max");
  static final AttributeKey<Double> WAIT_P99 = AttributeKey.doubleKey("acceptlag.wait.p99");
  static final AttributeKey<Long> OVERFLOWS = AttributeKey.longKey("acceptlag.overflows");
  static final AttributeKey<Long> DROPS = AttributeKey.longKey("acceptlag.drops");
  static final AttributeKey<Long> SPANS_SKIPPED = AttributeKey.longKey("acceptlag.spans_skipped");
  static final AttributeKey<Long> RETRANSMITS =
      AttributeKey.longKey("acceptlag.handshake.retransmits");
  static final AttributeKey<Boolean> CLIENT_GONE = AttributeKey.booleanKey("acceptlag.client_gone");

  static final AttributeKey<String> THREAD_NAME = AttributeKey.stringKey("thread.name");
  static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("code.stacktrace");
  static final AttributeKey<String> PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");
  static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> LOCAL_ADDRESS =
      AttributeKey.stringKey("network.local.address");
  private static final AttributeKey<Long> LOCAL_PORT = AttributeKey.longKey("network.local.port");
  private static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("network.transport");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("network.type");

  /** Of figures of the whole network namespace. */
  static final Attributes TCP = Attributes.of(TRANSPORT, "tcp");

  private Names() {}

  static Attributes of(LocalAddress listener) {
    return Attributes.of(
        LOCAL_ADDRESS,
        listener.host(),
        LOCAL_PORT,
        (long) listener.port(),
        TRANSPORT,
        "tcp",
        TYPE,
        listener.ipv6() ? "ipv6" : "ipv4");
  }
}
