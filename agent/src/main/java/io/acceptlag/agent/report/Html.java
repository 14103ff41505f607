package io.acceptlag.agent.report;

/** Escapes text for a page, also within an attribute in quotation marks. */
final class Html {
  private Html() {}

  static String text(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&':
          text.append("&amp;");
          break;
        case '<':
          text.append("&lt;");
          break;
        case '>':
          text.append("&gt;");
          break;
        case '"':
          text.append("&quot;");
          break;
        case '\'':
          text.append("&#39;");
          break;
        default:
          text.append(c);
          break;
      }
    }
    return text.toString();
  }
}
