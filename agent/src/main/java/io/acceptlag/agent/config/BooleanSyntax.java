package io.acceptlag.agent.config;

/** {@code true} or {@code false}, in any case of letters. */
class BooleanSyntax extends ValueSyntax<Boolean> {

  @Override
  Boolean parse(String text) throws InvalidValueException {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new InvalidValueException("which is neither true nor false");
  }

  @Override
  String expected() {
    return "true or false";
  }

  @Override
  String request(String example) {
    return expected();
  }
}
