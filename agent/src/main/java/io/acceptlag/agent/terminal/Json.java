package io.acceptlag.agent.terminal;

/** JSON by hand, because the libraries that the jar carries write none. */
public final class Json {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  /** What follows lies within it. */
  public Json open(char bracket) {
    comma();
    text.append(bracket);
    first = true;
    return this;
  }

  public Json close(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  /** What follows is its value. */
  public Json key(String key) {
    string(key);
    text.append(':');
    first = true;
    return this;
  }

  public Json string(String value) {
    comma();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        String hex = Integer.toHexString(c);
        text.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  public Json number(long value) {
    comma();
    text.append(value);
    return this;
  }

  public Json bool(boolean value) {
    comma();
    text.append(value);
    return this;
  }

  private void comma() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
