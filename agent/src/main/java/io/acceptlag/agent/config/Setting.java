package io.acceptlag.agent.config;

/** What the user wrote for an option, and where. */
class Setting {
  private final Option option;
  private final Source source;
  private final String text;

  /** The text has no white space around it. */
  Setting(Option option, Source source, String text) {
    this.option = option;
    this.source = source;
    this.text = text;
  }

  Option option() {
    return option;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * Reads the text.
   *
   * @return a value of the type that the option's syntax names
   */
  Object value() throws InvalidValueException {
    if (source == Source.AGENT_ARGUMENT && text.indexOf(',') >= 0) {
      throw new InvalidValueException("where a comma ends the value");
    }
    return option.syntax().parse(text);
  }

  /** The clause with which every message about the setting starts. */
  String inWords() {
    return "Option "
        + option.key()
        + (text.isEmpty() ? " has no value" : " is " + Quoted.of(text))
        + " in the "
        + source.place(option);
  }
}
