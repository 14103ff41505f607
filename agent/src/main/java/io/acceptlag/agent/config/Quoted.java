package io.acceptlag.agent.config;

import io.acceptlag.core.text.ForeignText;

/**
 * Shows a setting within a line of ours. Unlike {@link ForeignText#name} it loses nothing, because
 * the user has to find what is wrong with it.
 */
class Quoted {
  private static final int MAX_CHARACTERS = 60;

  private Quoted() {}

  /**
   * Puts the text in quotation marks, on one line and shortened.
   *
   * <p>What could move the cursor, end the line, reverse the direction of writing or be invisible
   * is escaped, so that no setting can forge a line in the log. So is the vertical bar, which
   * separates the sentence of a line from its pairs.
   */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int position = 0;
    for (int shown = 0; position < text.length() && shown < MAX_CHARACTERS; shown++) {
      int character = text.codePointAt(position);
      append(quoted, character);
      position += Character.charCount(character);
    }
    quoted.append('"');
    if (position < text.length()) {
      quoted.append("... (").append(text.length()).append(" characters)");
    }
    return quoted.toString();
  }

  private static void append(StringBuilder quoted, int character) {
    switch (character) {
      case '\n':
        quoted.append("\\n");
        break;
      case '\r':
        quoted.append("\\r");
        break;
      case '\t':
        quoted.append("\\t");
        break;
      case '"':
      case '\\':
        quoted.append('\\').append((char) character);
        break;
      default:
        if (isPlain(character)) {
          quoted.appendCodePoint(character);
        } else {
          quoted.append("\\u{").append(Integer.toHexString(character)).append('}');
        }
    }
  }

  private static boolean isPlain(int character) {
    if (ForeignText.isHidden(character)) {
      return false;
    }
    switch (Character.getType(character)) {
      case Character.PRIVATE_USE:
      case Character.UNASSIGNED:
        return false;
      case Character.SPACE_SEPARATOR:
        return character == ' ';
      default:
        return character != '|';
    }
  }
}
