package io.acceptlag.agent.config;

/** Ports and ranges of ports, or one word that stands for the option's default. */
class PortsSyntax extends ValueSyntax<PortSet> {
  private final String word;
  private final PortSet meaning;

  PortsSyntax(String word, PortSet meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  @Override
  PortSet parse(String text) throws InvalidValueException {
    return text.equalsIgnoreCase(word) ? meaning : PortSet.parse(text);
  }

  @Override
  String expected() {
    return word + ", or ports and ranges of ports separated by colons";
  }
}
