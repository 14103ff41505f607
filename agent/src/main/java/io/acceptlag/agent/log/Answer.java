package io.acceptlag.agent.log;

import org.jspecify.annotations.Nullable;

/** What a logging library says when asked whether it takes lines. */
class Answer {
  /** Not now: the application may still be setting it up. */
  static final Answer NOT_YET = new Answer(null);

  /** It leads nowhere, or only to another library that is asked too. */
  static final Answer NEVER = new Answer(null);

  final @Nullable Sink sink;

  private Answer(@Nullable Sink sink) {
    this.sink = sink;
  }

  static Answer ready(Sink sink) {
    return new Answer(sink);
  }
}
