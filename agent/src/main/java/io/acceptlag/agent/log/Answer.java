package io.acceptlag.agent.log;

import org.jspecify.annotations.Nullable;

/** What a logging library says when asked whether it takes lines. */
class Answer {
  /** Not now; the application may not be done with setting it up. */
  static final Answer NOT_YET = new Answer(null);

  /** It leads nowhere, or only to where another library is asked as well. */
  static final Answer NEVER = new Answer(null);

  final @Nullable Sink sink;

  private Answer(@Nullable Sink sink) {
    this.sink = sink;
  }

  static Answer ready(Sink sink) {
    return new Answer(sink);
  }
}
