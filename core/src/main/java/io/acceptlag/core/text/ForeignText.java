package io.acceptlag.core.text;

/**
 * Text that others chose, made fit for a line of ours: names of threads and classes, paths,
 * messages. Clients can influence it, because a worker is often named after its request.
 *
 * <p>None can forge a line or a pair, end a quotation, move the cursor or hide. A character that
 * could is replaced by one that looks like it. An escape would make harmless names unreadable:
 * Kafka's threads, for example, have a vertical bar in their names.
 */
public final class ForeignText {
  private static final int NAME_MAX = 100;

  /** In characters; longer than a name, because a message has to be understood. */
  private static final int MESSAGE_MAX = 200;

  private ForeignText() {}

  /** A name within a sentence. */
  public static String name(String text) {
    return unpaired(cut(text, NAME_MAX));
  }

  /** A name as it may stand in a line, in quotation marks. */
  public static String quoted(String text) {
    return '"' + name(text) + '"';
  }

  /** A message, a path or an address, within a sentence that is not followed by pairs. */
  public static String message(String text) {
    return unquoted(cut(text, MESSAGE_MAX));
  }

  /** A whole line of ours, without line ends or hidden characters. */
  public static String onOneLine(String line) {
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each < ' ' || each > '~') {
        return visible(line);
      }
    }
    return line;
  }

  /** The value of a pair: as it is if plain, otherwise in quotation marks. */
  static String value(String text) {
    String clean = unpaired(visible(text));
    boolean plain = !clean.isEmpty() && clean.equals(text) && clean.indexOf(' ') < 0;
    return plain ? clean : '"' + clean + '"';
  }

  /**
   * Whether a character ends a line, moves the cursor, changes the direction of writing, is
   * invisible, or is half of a pair.
   */
  public static boolean isHidden(int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
      case Character.SURROGATE:
        return true;
      default:
        // They reverse the direction of writing too, and Java 8 does not know them (Unicode 6.3).
        return character == 0x061c || (character >= 0x2060 && character <= 0x206f);
    }
  }

  private static String unpaired(String text) {
    return unquoted(text).replace('=', ':');
  }

  /** Log4j 2 before 2.15 looks up what stands in <code>${}</code> of a message, even by JNDI. */
  private static String unquoted(String text) {
    return text.replace('|', '/').replace('"', '\'').replace("${", "$(");
  }

  /** Reads no more of the text than is shown, because it may have megabytes. */
  private static String cut(String text, int charactersMax) {
    return text.length() <= charactersMax
        ? visible(text)
        : visible(text.substring(0, end(text, charactersMax))) + '…';
  }

  /** Where to cut: not between the halves of a character. */
  private static int end(String text, int charactersMax) {
    return Character.isHighSurrogate(text.charAt(charactersMax - 1))
        ? charactersMax - 1
        : charactersMax;
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!isHidden(character)) {
        visible.appendCodePoint(character);
      } else if (Character.getType(character) == Character.SURROGATE) {
        visible.append('?');
      } else if (dividesWords(character)) {
        visible.append(' ');
      }
      i += Character.charCount(character);
    }
    return visible.toString();
  }

  private static boolean dividesWords(int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
        return true;
      default:
        return false;
    }
  }
}
