package io.acceptlag.agent.config;

/** A duration, or {@code off}, which is read as 0. */
class DurationOrOffSyntax extends DurationSyntax {
  private static final String OFF = "off";

  DurationOrOffSyntax(String shortest, String longest) {
    super(shortest, longest);
  }

  @Override
  Long parse(String text) throws InvalidValueException {
    return text.equalsIgnoreCase(OFF) ? Long.valueOf(0) : super.parse(text);
  }

  @Override
  String text(Object nanos) {
    return nanos.equals(0L) ? OFF : super.text(nanos);
  }

  @Override
  String expected() {
    return super.expected() + ", or " + OFF;
  }
}
