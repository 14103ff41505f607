package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/** What an acceptor should not do itself, recognised by the frames above the application's own. */
enum Activity {
  TLS(
      // Nothing in its stack tells whether it is a client's, or one with a server.
      "It is in a TLS handshake, which lasts as long as the other side likes.",
      "Take the handshake off the thread that accepts, and give the socket a read timeout before it.",
      "sun.security.ssl.",
      "com.sun.net.ssl.internal.ssl."),
  NAME_SERVICE(
      "It asks the name service.",
      "Do not look up host names on the thread that accepts.",
      "java.net.InetAddress",
      "java.net.Inet4AddressImpl",
      "java.net.Inet6AddressImpl"),
  LOGGING(
      "It writes to the log, and the log does not take it.",
      "Make the appender asynchronous, and let it drop lines rather than wait.",
      "java.util.logging.",
      "ch.qos.logback.",
      "org.apache.logging.log4j.",
      "org.apache.log4j.",
      "org.jboss.logmanager.",
      "org.slf4j.simple.",
      "org.tinylog."),
  DATABASE(
      "It waits for the database.",
      "Take database calls off the thread that accepts.",
      "java.sql.",
      "oracle.jdbc.",
      "org.postgresql.",
      "com.mysql.",
      "org.mariadb.",
      "com.microsoft.sqlserver.",
      "com.ibm.db2.",
      "org.h2.jdbc.",
      "com.zaxxer.hikari."),
  RATE_LIMITER(
      "It waits for a rate limiter.",
      "Raise its rate, or close what is beyond it rather than let all others wait.",
      "com.google.common.util.concurrent.RateLimiter",
      "io.github.resilience4j.ratelimiter.internal.",
      "io.github.bucket4j."),
  RANDOM_NUMBERS(
      "It waits for the kernel's random numbers.",
      "Let it take them from /dev/urandom: -Djava.security.egd=file:/dev/./urandom, and no"
          + " SecureRandom.getInstanceStrong().",
      "sun.security.provider.NativePRNG",
      "sun.security.provider.SeedGenerator"),
  OUTPUT(
      "It prints, and what it prints to does not take it.",
      "See who should read that output (a full pipe, a paused terminal), or print on another"
          + " thread.",
      "java.io.PrintStream");

  /** Those whose TLS is with a server of theirs, or which a handshake asks about certificates. */
  private static final String[] CLIENTS = {
    "sun.net.www.protocol.",
    "jdk.internal.net.http.",
    "com.sun.jndi.ldap.",
    "org.apache.http.conn.",
    "org.apache.http.impl.conn.",
    "org.apache.hc.client5.",
    "okhttp3.",
    "redis.clients.",
    "io.lettuce.",
    "com.mongodb.",
    "com.sun.mail.",
    "javax.mail.",
  };

  /** By pairs: what waits for room in the queue of a log that is asynchronous, and its setting. */
  private static final String[] ASYNCHRONOUS_LOGS = {
    "ch.qos.logback.core.AsyncAppenderBase", "neverBlock=true",
    "org.apache.logging.log4j.core.async.", "log4j2.asyncQueueFullPolicy=Discard",
    "org.apache.logging.log4j.core.appender.AsyncAppender", "log4j2.asyncQueueFullPolicy=Discard",
    "org.apache.log4j.AsyncAppender", "blocking=false",
    "org.jboss.logmanager.handlers.AsyncHandler", "overflow-action=DISCARD",
  };

  final String statement;
  private final String advice;

  @SuppressWarnings("ImmutableEnumChecker") // Java 8 has no immutable list; nobody writes to it.
  private final String[] prefixes;

  Activity(String statement, String advice, String... prefixes) {
    this.statement = statement;
    this.advice = advice;
    this.prefixes = prefixes;
  }

  /**
   * The one nearest to the leaf; null where none is known. What talks over TLS, or prints, says
   * more of it than these.
   */
  static @Nullable Activity of(StackTraceElement[] stack) {
    Activity found = null;
    boolean ofOthers = false;
    boolean ofArgument = false;
    for (StackTraceElement frame : stack) {
      Activity its = of(frame);
      boolean client = startsWithAny(frame.getClassName(), CLIENTS);
      if (found == TLS && client) {
        return null;
      }
      // What a trust manager asks is not the client; what is to be logged is not the log.
      boolean called = (its == TLS && ofOthers) || (its == LOGGING && ofArgument);
      if (its != null && !called && (found == null || found == TLS || found == OUTPUT)) {
        found = its;
      }
      ofOthers |= client || (its == null && Frames.isOutsideJdk(frame));
      ofArgument |= its == null && isArgument(frame);
    }
    return found == null || found.isSeenIn(stack) ? found : null;
  }

  private static @Nullable Activity of(StackTraceElement frame) {
    if (frame.getMethodName().startsWith("isReachable")) {
      // Of InetAddress, which asks the host itself.
      return null;
    }
    for (Activity activity : values()) {
      if (startsWithAny(frame.getClassName(), activity.prefixes)) {
        return activity;
      }
    }
    return null;
  }

  /** Whether it makes the text of something of the application's own. */
  private static boolean isArgument(StackTraceElement frame) {
    return Frames.isOutsideJdk(frame)
        && (frame.getMethodName().equals("toString")
            || frame.getMethodName().startsWith("lambda$"));
  }

  /**
   * As {@link #of(StackTraceElement[])}; but one that composes a line of the log computes, and
   * waits for nothing.
   */
  static @Nullable Activity of(AcceptorSample sample) {
    StackTraceElement[] stack = sample.stack();
    Activity found = of(stack);
    return found == LOGGING
            && sample.state() == Thread.State.RUNNABLE
            && !Frames.startsInInputOutput(stack)
            && !Frames.writesSocket(stack)
            && !Frames.connectsSocket(stack)
        ? null
        : found;
  }

  /** Whether it waits there, as far as that is to be told from being at work. */
  private boolean isSeenIn(StackTraceElement[] stack) {
    // No switch: its table would be a class more, to be loaded in trouble.
    if (this == RANDOM_NUMBERS) {
      return waitsForRandomNumbers(stack);
    }
    return this == TLS
        ? Frames.readsSocket(stack) && isInHandshake(stack)
        : this != OUTPUT || Stacks.contains(stack, "java.io.FileOutputStream", "write");
  }

  /** Its own bytes NativePRNG has from /dev/urandom, which never waits; its seeds it has not. */
  private static boolean waitsForRandomNumbers(StackTraceElement[] stack) {
    return Stacks.contains(stack, "sun.security.provider.SeedGenerator", "")
        || Stacks.contains(stack, "sun.security.provider.NativePRNG$Blocking", "")
        || (Stacks.contains(stack, "sun.security.provider.NativePRNG$RandomIO", "implGenerateSeed")
            && !Stacks.contains(stack, "sun.security.provider.NativePRNG$NonBlocking", ""));
  }

  private static boolean isInHandshake(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (startsWithAny(frame.getClassName(), TLS.prefixes)
          && (frame.getMethodName().contains("andshake")
              || frame.getClassName().contains("Handshake"))) {
        return true;
      }
    }
    return false;
  }

  /** What to do about it where a thread is there. */
  String advice(StackTraceElement[] stack) {
    for (int i = 0; this == LOGGING && i < ASYNCHRONOUS_LOGS.length; i += 2) {
      if (Stacks.contains(stack, ASYNCHRONOUS_LOGS[i], "")) {
        return "Let its asynchronous log drop lines rather than wait ("
            + ASYNCHRONOUS_LOGS[i + 1]
            + "), and see what holds up whoever writes them.";
      }
    }
    return advice;
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
