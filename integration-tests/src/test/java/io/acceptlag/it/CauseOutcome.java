package io.acceptlag.it;

/**
 * How one run of a scenario ended.
 *
 * @param expected the cause; {@link #NOT_SAID} where the run did not come so far
 * @param told the cause that the agent named; {@link #NOT_SAID} likewise
 * @param tellMillis from the first moment of trouble to the line that named it; -1 if unknown
 * @param reason why it is a miss; empty if it is none
 */
record CauseOutcome(
    CausePart part,
    int run,
    String scenario,
    String jdk,
    String expected,
    String told,
    long tellMillis,
    String reason) {
  static final String NOT_SAID = "-";

  /** Begins the names of scenarios in which connections are accepted and not served. */
  static final String BEHIND_ACCEPT = "unserved ";

  static boolean isBehindAccept(String scenario) {
    return scenario.startsWith(BEHIND_ACCEPT);
  }

  boolean isRight() {
    return reason.isEmpty();
  }

  @Override
  public String toString() {
    return part.text()
        + ", run "
        + run
        + ", "
        + scenario
        + ", "
        + jdk
        + ": expected "
        + expected
        + ", told "
        + told
        + (isRight() ? "" : ": " + reason);
  }
}
