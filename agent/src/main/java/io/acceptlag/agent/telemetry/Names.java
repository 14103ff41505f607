package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Subject;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.List;

/**
 * The names of spans and attributes. Attributes not our own are from OpenTelemetry's semantic
 * conventions.
 */
final class Names {
  /** The name of the instrumentation scope. */
  static final String SCOPE = "io.acceptlag";

  // Names of spans.
  static final String ACCEPT_INCIDENT = "accept incident";
  static final String UNSERVED_INCIDENT = "unserved incident";
  static final String ACCEPT_WAIT = "accept wait";
  static final String FIRST_DATA = "first data";
  static final String FIRST_READ = "first read";
  static final String SYN_QUEUE_FULL = "syn queue full";
  static final String CONNECT_TROUBLE = "connect trouble";

  static final AttributeKey<String> CAUSE = AttributeKey.stringKey("acceptlag.cause");
  static final AttributeKey<String> ADVICE = AttributeKey.stringKey("acceptlag.advice");
  static final AttributeKey<Long> INCIDENT = AttributeKey.longKey("acceptlag.incident");
  static final AttributeKey<Long> QUEUE_LENGTH = AttributeKey.longKey("acceptlag.queue.length");
  static final AttributeKey<Long> QUEUE_LIMIT = AttributeKey.longKey("acceptlag.queue.limit");
  static final AttributeKey<Long> DELAYED = AttributeKey.longKey("acceptlag.delayed");
  static final AttributeKey<Double> WAIT_MAX = AttributeKey.doubleKey("acceptlag.wait.max");
  static final AttributeKey<Double> WAIT_P99 = AttributeKey.doubleKey("acceptlag.wait.p99");
  static final AttributeKey<Long> UNSERVED = AttributeKey.longKey("acceptlag.unserved");
  static final AttributeKey<Double> UNREAD_MAX = AttributeKey.doubleKey("acceptlag.unread.max");
  static final AttributeKey<Long> OVERFLOWS = AttributeKey.longKey("acceptlag.overflows");
  static final AttributeKey<Long> DROPS = AttributeKey.longKey("acceptlag.drops");
  static final AttributeKey<Long> SPANS_SKIPPED = AttributeKey.longKey("acceptlag.spans_skipped");
  static final AttributeKey<Long> RETRANSMITS =
      AttributeKey.longKey("acceptlag.handshake.retransmits");
  static final AttributeKey<Double> HANDSHAKE_DELAY =
      AttributeKey.doubleKey("acceptlag.handshake.delay");
  static final AttributeKey<Long> GHOSTS_MAX = AttributeKey.longKey("acceptlag.ghosts_max");
  static final AttributeKey<List<String>> CLIENTS =
      AttributeKey.stringArrayKey("acceptlag.clients");
  static final AttributeKey<Long> SYN_QUEUE_DROPPED =
      AttributeKey.longKey("acceptlag.syn_queue.dropped");
  static final AttributeKey<Long> SYN_QUEUE_COOKIES =
      AttributeKey.longKey("acceptlag.syn_queue.cookies");
  static final AttributeKey<Long> SYN_QUEUE_ROOM = AttributeKey.longKey("acceptlag.syn_queue.room");
  static final AttributeKey<Long> SYN_QUEUE_LENGTH =
      AttributeKey.longKey("acceptlag.syn_queue.length");
  static final AttributeKey<Boolean> CLIENT_GONE = AttributeKey.booleanKey("acceptlag.client_gone");

  static final AttributeKey<String> EVENT = AttributeKey.stringKey("acceptlag.event");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> SERVER_ADDRESS =
      AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

  static final AttributeKey<String> THREAD_NAME = AttributeKey.stringKey("thread.name");
  static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("code.stacktrace");
  static final AttributeKey<String> PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");
  static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> LOCAL_ADDRESS =
      AttributeKey.stringKey("network.local.address");
  private static final AttributeKey<Long> LOCAL_PORT = AttributeKey.longKey("network.local.port");
  private static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("network.transport");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("network.type");

  /** For figures of the whole network namespace. */
  static final Attributes TCP = Attributes.of(TRANSPORT, "tcp");

  /** For all destinations without series of their own. */
  static final Attributes OTHER_DESTINATIONS =
      Attributes.of(SERVER_ADDRESS, "_OTHER", TRANSPORT, "tcp");

  /** For all listeners without series of their own. */
  private static final Attributes OTHER_LISTENERS =
      Attributes.of(LOCAL_ADDRESS, "_OTHER", TRANSPORT, "tcp");

  private Names() {}

  static Attributes of(Subject subject) {
    if (subject.isOthers()) {
      return OTHER_DESTINATIONS;
    }
    return subject.isListener()
        ? listener(subject.host(), subject.port(), subject.ipv6())
        : destination(subject.host(), subject.port());
  }

  static Attributes of(Destination destination) {
    return destination.isOthers()
        ? OTHER_DESTINATIONS
        : destination(destination.host(), destination.port());
  }

  static Attributes of(LocalAddress listener) {
    if (listener.equals(ListenerFigures.OTHERS)) {
      return OTHER_LISTENERS;
    }
    return listener(listener.host(), listener.port(), listener.ipv6());
  }

  private static Attributes destination(String host, int port) {
    return Attributes.of(SERVER_ADDRESS, host, SERVER_PORT, (long) port, TRANSPORT, "tcp");
  }

  private static Attributes listener(String host, int port, boolean ipv6) {
    return Attributes.of(
        LOCAL_ADDRESS,
        host,
        LOCAL_PORT,
        (long) port,
        TRANSPORT,
        "tcp",
        TYPE,
        ipv6 ? "ipv6" : "ipv4");
  }
}
