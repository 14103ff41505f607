package io.acceptlag.agent.log;

import java.util.Locale;

/** A logging library in one class loader, and what has been learnt about it so far. */
abstract class Library {
  /** The logger's name, an interface: applications configure it. */
  static final String LOGGER = "acceptlag";

  private static final int MAX_FAILURES_IN_A_ROW = 3;

  final Sighting sighting;
  private boolean wasReady;
  private long readySinceNanos;
  private int failuresInRow;
  private boolean hasEverFailed;

  Library(Sighting sighting) {
    this.sighting = sighting;
  }

  /**
   * Asks the library itself, which must not have side effects on it.
   *
   * @param awaitsSpringBoot whether Spring Boot may still have to set it up
   */
  abstract Answer inquire(boolean awaitsSpringBoot) throws ReflectiveOperationException;

  /** How long it must have been ready before the first line. */
  long settleNanos() {
    return Patience.SETTLE_NANOS;
  }

  Answer ask(boolean awaitsSpringBoot, long nowNanos) {
    Answer answer;
    try {
      answer = inquire(awaitsSpringBoot);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError unfit) {
      // Its class is not defined yet, its loader is gone, or it is an unknown version.
      answer = Answer.NOT_YET;
    }
    boolean isReady = answer.sink != null;
    if (isReady && !wasReady) {
      readySinceNanos = nowNanos;
    }
    wasReady = isReady;
    return answer;
  }

  boolean isSettled(long nowNanos) {
    return wasReady && nowNanos - readySinceNanos >= settleNanos();
  }

  /** Whether its loader belongs to a web application within a server. */
  boolean isGuest() {
    ClassLoader loader = sighting.loader();
    if (loader == null) {
      return false;
    }
    String type = loader.getClass().getName();
    return type.startsWith("org.apache.catalina.loader.")
        || type.endsWith("WebappClassLoader")
        || type.endsWith("WebAppClassLoader");
  }

  void worked() {
    failuresInRow = 0;
  }

  /** Returns whether this is the first failure ever. */
  boolean failed() {
    failuresInRow++;
    boolean isFirst = !hasEverFailed;
    hasEverFailed = true;
    return isFirst;
  }

  boolean isGivenUp() {
    return failuresInRow >= MAX_FAILURES_IN_A_ROW;
  }

  /** The name that the option {@code log} uses. */
  String name() {
    return sighting.landmark.name().toLowerCase(Locale.ROOT);
  }
}
