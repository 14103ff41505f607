package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;

/** The server was told not to accept, and still listens. */
final class Paused {

  private Paused() {}

  /** By code that is no known server's, which has reasons of its own. */
  static Diagnosis byApplication(String statement, AcceptorView acceptor) {
    return Diagnosis.of(
        CauseId.PAUSED,
        statement,
        "Find out why the application took it off: a limit of its own?",
        acceptor);
  }

  static Diagnosis of(String statement, AcceptorView acceptor) {
    return Diagnosis.of(
        CauseId.PAUSED,
        statement,
        "Resume it, or close the listener so that clients go elsewhere.",
        acceptor);
  }
}
