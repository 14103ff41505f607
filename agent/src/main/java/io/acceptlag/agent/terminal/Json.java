package io.acceptlag.agent.terminal;

import org.jspecify.annotations.Nullable;

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
    text.append(quoted(value));
    return this;
  }

  public static String quoted(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(escaped(c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  public static String escaped(char c) {
    String hex = Integer.toHexString(c);
    return "\\u" + "0000".substring(hex.length()) + hex;
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

  /** Nothing where it is not known. */
  public Json string(String key, @Nullable String value) {
    return value == null ? this : key(key).string(value);
  }

  /** Nothing where it is not known: below 0. */
  public Json number(String key, long value) {
    return value < 0 ? this : key(key).number(value);
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
