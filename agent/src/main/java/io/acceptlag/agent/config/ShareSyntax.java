package io.acceptlag.agent.config;

import java.math.BigDecimal;

/** A share of a whole, above 0 and up to 1. */
class ShareSyntax extends ValueSyntax<Double> {

  @Override
  Double parse(String text) throws InvalidValueException {
    BigDecimal share = Decimals.parse(text);
    if (share == null) {
      throw new InvalidValueException("which is not a plain number");
    }
    if (share.signum() == 0) {
      throw new InvalidValueException("which is too small");
    }
    if (share.compareTo(BigDecimal.ONE) > 0) {
      throw new InvalidValueException("which is too large");
    }
    return share.doubleValue();
  }

  @Override
  String expected() {
    return "a number above 0 and up to 1";
  }
}
