package io.acceptlag.agent.report;

import io.acceptlag.agent.terminal.Json;

/** Text as JSON within a page, so that it cannot end the script element around it. */
final class PageJson {
  private PageJson() {}

  static String string(String value) {
    StringBuilder text = new StringBuilder();
    String quoted = Json.quoted(value);
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
        text.append(Json.escaped(c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
