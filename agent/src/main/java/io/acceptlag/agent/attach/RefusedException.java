package io.acceptlag.agent.attach;

/** Why a command does nothing, in one line for the user. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedException(String why) {
    super(why);
  }

  /** The line. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
