package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Stacks by which a server says itself why it does not accept. Told by the topmost frame that is
 * not the JDK's, because how a thread parks looks different on every JDK. Each was seen on the real
 * server (docs/causes.md names the versions).
 */
enum ServerSignature {
  /** Tomcat 8.5 to 11, NIO and NIO2. Healthy threads pass it too, but never wait in it. */
  TOMCAT_LIMIT(
      CauseId.CONNECTION_LIMIT,
      "org.apache.tomcat.util.threads.LimitLatch",
      "countUpOrAwait",
      "Tomcat reached maxConnections.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return acceptor.sample().state() == Thread.State.WAITING;
    }
  },

  /**
   * Sleeping in its acceptor's run itself; what backs off after a failed accept sleeps one frame
   * up. The acceptor has a class of its own from 8.5.76 on, before that one in each endpoint (NIO,
   * APR, and BIO, which was the default in 7).
   */
  TOMCAT_PAUSED(
      CauseId.PAUSED, "org.apache.tomcat.util.net.", "run", "Tomcat's connector is paused.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      StackTraceElement frame = Frames.topmostOutsideJdk(acceptor.stack());
      return frame != null
          && frame.getClassName().endsWith("Acceptor")
          && Stacks.isAsleep(acceptor.stack());
    }
  },
  /** Tomcat 6 and JBoss Web, by their source: no limit but the number of their threads. */
  TOMCAT_6_THREADS(
      CauseId.WORKER_POOL_EXHAUSTED,
      "org.apache.tomcat.util.net.JIoEndpoint",
      "getWorkerThread",
      "All of Tomcat's worker threads are busy."),

  /** The limit of a rate, where Jetty has no other. */
  JETTY_RATE(
      CauseId.CONNECTION_LIMIT,
      "org.eclipse.jetty.server.AbstractConnector$Acceptor",
      "run",
      "Jetty reached its AcceptRateLimit.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return JETTY_PAUSED.holds(evidence, acceptor) && isJettysRate(evidence.server.limitKey());
    }

    @Override
    String rateAdvice(Evidence evidence) {
      return "Let clients keep their connections, or raise " + evidence.server.limitKey() + ".";
    }
  },

  /** ConnectionLimit and the others suspend a connector just as setAccepting(false) does. */
  JETTY_LIMIT(
      CauseId.CONNECTION_LIMIT,
      "org.eclipse.jetty.server.AbstractConnector$Acceptor",
      "run",
      "Jetty is at a limit of its own.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return JETTY_PAUSED.holds(evidence, acceptor) && hasLimit(evidence);
    }

    @Override
    boolean countsConnections(Evidence evidence) {
      return evidence.figures().limitReached()
          || !(evidence.loaded.test("org.eclipse.jetty.server.AcceptRateLimit")
              || evidence.loaded.test("org.eclipse.jetty.server.LowResourceMonitor"));
    }
  },
  JETTY_PAUSED(
      CauseId.PAUSED,
      "org.eclipse.jetty.server.AbstractConnector$Acceptor",
      "run",
      "Jetty's connector is told not to accept (setAccepting(false)).") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return acceptor.sample().state() == Thread.State.WAITING;
    }
  },

  /** Kafka 2.7 and newer. It waits until a moment that it knows; at the other limit for good. */
  KAFKA_RATE(
      CauseId.CONNECTION_LIMIT,
      "kafka.network.ConnectionQuotas",
      "waitForConnectionSlot",
      "Kafka reached max.connection.creation.rate.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return acceptor.sample().state() == Thread.State.TIMED_WAITING;
    }

    @Override
    String rateAdvice(Evidence evidence) {
      return "Let clients keep their connections, or raise max.connection.creation.rate.";
    }
  },

  KAFKA_LIMIT(
      CauseId.CONNECTION_LIMIT,
      "kafka.network.ConnectionQuotas",
      "waitForConnectionSlot",
      "Kafka reached max.connections.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return acceptor.sample().state() == Thread.State.WAITING;
    }

    @Override
    boolean countsConnections(Evidence evidence) {
      return false;
    }
  },

  /** Between two waits, so that it does not show for which of the two it is. */
  KAFKA_LIMITS(
      CauseId.CONNECTION_LIMIT,
      "kafka.network.ConnectionQuotas",
      "waitForConnectionSlot",
      "Kafka reached max.connections or max.connection.creation.rate.") {
    @Override
    boolean countsConnections(Evidence evidence) {
      return false;
    }
  },
  KAFKA_PROCESSORS(
      CauseId.WORKER_POOL_EXHAUSTED,
      "kafka.network.Processor",
      "accept",
      "All of Kafka's network threads have their queues of new connections full."),
  HELIDON_LIMIT(
      CauseId.CONNECTION_LIMIT,
      "io.helidon.webserver.ServerListener",
      "listen",
      "Helidon reached max-tcp-connections.") {
    @Override
    boolean holds(Evidence evidence, AcceptorView acceptor) {
      return Stacks.contains(acceptor.stack(), "java.util.concurrent.Semaphore", "acquire");
    }
  };

  private static final String[] JETTY_LIMITS = {
    "org.eclipse.jetty.server.ConnectionLimit",
    "org.eclipse.jetty.server.NetworkConnectionLimit",
    "org.eclipse.jetty.server.AcceptRateLimit",
    "org.eclipse.jetty.server.LowResourceMonitor"
  };

  final CauseId cause;
  final String statement;
  private final String className;
  private final String method;

  ServerSignature(CauseId cause, String className, String method, String statement) {
    this.cause = cause;
    this.className = className;
    this.method = method;
    this.statement = statement;
  }

  boolean holds(Evidence evidence, AcceptorView acceptor) {
    return true;
  }

  /** Whether nothing but the number of connections can be what it waits for. */
  boolean countsConnections(Evidence evidence) {
    return rateAdvice(evidence) == null;
  }

  /** What helps where it is a limit of new connections; null where it is one of open ones. */
  @Nullable String rateAdvice(Evidence evidence) {
    return null;
  }

  /** Whether the server lets time pass because an accept() has failed; each from its source. */
  static boolean backsOff(StackTraceElement[] stack) {
    return Stacks.isAsleep(stack)
        && (Stacks.contains(stack, "org.apache.tomcat.util.net.", "handleExceptionWithDelay")
            || Stacks.contains(
                stack, "org.eclipse.jetty.server.AbstractConnector", "handleAcceptFailure")
            || Stacks.contains(stack, "sun.rmi.transport.tcp.TCPTransport", "throttleLoop"));
  }

  /** Jetty's; none of them is loaded unless it is used. */
  static boolean hasLimit(Evidence evidence) {
    for (String name : JETTY_LIMITS) {
      if (evidence.loaded.test(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the key of the only limit in use is that of Jetty's AcceptRateLimit. */
  static boolean isJettysRate(@Nullable String limitKey) {
    return limitKey != null && limitKey.toLowerCase(Locale.ROOT).contains("acceptratelimit");
  }

  /** Null where the stack is none of these. */
  static @Nullable ServerSignature of(Evidence evidence, AcceptorView acceptor) {
    StackTraceElement frame = Frames.topmostOutsideJdk(acceptor.stack());
    if (frame == null) {
      return null;
    }
    for (ServerSignature signature : values()) {
      if (Stacks.is(frame, signature.className, signature.method)
          && signature.holds(evidence, acceptor)) {
        return signature;
      }
    }
    return null;
  }
}
