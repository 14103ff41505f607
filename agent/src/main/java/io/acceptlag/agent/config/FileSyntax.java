package io.acceptlag.agent.config;

/** The path of a file, or {@code none}, which stands for no file. */
class FileSyntax extends ValueSyntax<String> {
  static final String NONE = "none";

  @Override
  String parse(String text) throws InvalidValueException {
    if (text.equalsIgnoreCase(NONE)) {
      return NONE;
    }
    if (text.endsWith("/")) {
      throw new InvalidValueException("which is a folder");
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidValueException("which no file can be called");
    }
    return text;
  }

  @Override
  String expected() {
    return "none, or the path of a file";
  }
}
