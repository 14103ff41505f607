package io.acceptlag.agent.config;

/**
 * How the value of an option is written.
 *
 * @param <T> what the text stands for
 */
abstract class ValueSyntax<T> {

  /**
   * Reads a value.
   *
   * @param text the value without white space around it, not empty
   */
  abstract T parse(String text) throws InvalidValueException;

  /** The value as it would be written. */
  String text(Object value) {
    return String.valueOf(value);
  }

  /** What is accepted, to follow the word "Give": "a duration from 10ms to 10s". */
  abstract String expected();

  /** The same for a user who got it wrong. A syntax that lists all values needs no example. */
  String request(String example) {
    return expected() + ", such as " + example;
  }
}
