package io.acceptlag.agent.config;

/** A share of a whole, above 0 and up to 1. */
class ShareSyntax extends ValueSyntax<Double> {

  @Override
  Double parse(String text) throws InvalidValueException {
    Double share = Decimals.parse(text);
    if (share == null) {
      throw new InvalidValueException("which is not a plain number");
    }
    if (share == 0) {
      throw new InvalidValueException("which is too small");
    }
    if (share > 1) {
      throw new InvalidValueException("which is too large");
    }
    return share;
  }

  @Override
  String expected() {
    return "a number above 0 and up to 1";
  }
}
