package io.acceptlag.core.doctor;

/** One thing to change, and why. */
public final class Advice {
  private final String what;
  private final String why;

  Advice(String what, String why) {
    this.what = what;
    this.why = why;
  }

  /** A sentence without its full stop, or a command to type. */
  public String what() {
    return what;
  }

  /** Sentences. */
  public String why() {
    return why;
  }
}
