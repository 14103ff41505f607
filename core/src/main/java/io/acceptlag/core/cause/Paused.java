package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;

/** The server was told not to accept, and still listens. */
final class Paused {

  private Paused() {}

  static Diagnosis of(String statement, AcceptorView acceptor) {
    return Diagnosis.of(
        CauseId.PAUSED,
        statement,
        "Resume it, or close the listener so that clients go elsewhere.",
        acceptor);
  }
}
