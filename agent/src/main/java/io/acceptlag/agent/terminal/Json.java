package io.acceptlag.agent.terminal;

import org.jspecify.annotations.Nullable;

/** A writer of JSON, because no library in the jar writes it. */
public final class Json {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  /** Opens an object or array, for what follows. */
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

  /** Writes a key; what follows is its value. */
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

  /** Writes nothing if the value is null, which means unknown. */
  public Json string(String key, @Nullable String value) {
    return value == null ? this : key(key).string(value);
  }

  /** Writes nothing if the value is below 0, which means unknown. */
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
