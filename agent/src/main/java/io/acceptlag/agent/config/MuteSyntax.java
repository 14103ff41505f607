package io.acceptlag.agent.config;

/** Ports, each before its causes, or {@code none}. */
class MuteSyntax extends ValueSyntax<MutedCauses> {
  private static final String NONE = "none";

  @Override
  MutedCauses parse(String text) throws InvalidValueException {
    return text.equalsIgnoreCase(NONE) ? MutedCauses.none() : MutedCauses.parse(text);
  }

  @Override
  String expected() {
    return NONE + ", or ports, each before its causes, separated by colons";
  }
}
