package io.acceptlag.it;

import java.time.Duration;
import java.util.Optional;

/**
 * One first read: for how long it truly waited, and what the agent has of it.
 *
 * @param atLeastMillis the true wait's range
 * @param toldMillis as the log has it, at the end of the incident; -1 where there was none
 * @param mustBeTold from which wait on the log must have it
 */
record FirstRead(
    Visit visit, long atLeastMillis, long atMostMillis, long toldMillis, long mustBeTold) {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Of one whose server has read. */
  static FirstRead of(Visit visit, AgentJvm jvm, long mustBeTold) throws InterruptedException {
    int port = visit.port();
    long atLeast = visit.atLeastMillis(jvm);
    if (atLeast >= mustBeTold) {
      Await.until(
          SOON, () -> recovered(jvm, port).isPresent(), () -> jvm.failure("no line of " + visit));
    }
    return new FirstRead(
        visit,
        atLeast,
        visit.atMostMillis(jvm),
        recovered(jvm, port).map(line -> line.number("oldest_ms")).orElse(-1L),
        mustBeTold);
  }

  private static Optional<LogLine> recovered(AgentJvm jvm, int port) {
    return jvm.log().stream().filter(line -> line.isOf(port) && line.is("recovered")).findFirst();
  }

  boolean isTold() {
    return toldMillis >= 0;
  }

  /** How far what was told is below the true range. */
  long missingMillis() {
    return atLeastMillis - toldMillis;
  }

  /**
   * @param allowedMillis a poll and a tick, and by how much polls may have been late
   */
  boolean isRight(long allowedMillis, long tickMillis) {
    return isTold()
        ? missingMillis() <= allowedMillis && toldMillis <= atMostMillis + tickMillis
        : atLeastMillis < mustBeTold;
  }

  @Override
  public String toString() {
    return visit
        + ": "
        + atLeastMillis
        + " to "
        + atMostMillis
        + " ms, reported "
        + (isTold() ? toldMillis : "none");
  }
}
