package io.acceptlag.agent.config;

/**
 * The text of a setting is not a value of its option. The message is a relative clause that follows
 * the quoted text, such as "which has no unit".
 */
class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidValueException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
