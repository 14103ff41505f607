package io.acceptlag.agent.report;

/**
 * There is no black box to be had. Its message is a sentence that says why, and what would help.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedException(String sentence) {
    super(sentence);
  }
}
