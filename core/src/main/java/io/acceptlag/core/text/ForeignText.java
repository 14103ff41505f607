package io.acceptlag.core.text;

/**
 * Text that others chose, as it may stand in a line of ours: names of threads and classes, paths,
 * messages. Clients have a say in them, because a worker is often named after its request.
 *
 * <p>None can forge a line or a pair, end a quotation, move the cursor or hide. What could is
 * replaced by a character like it: an escape would make the harmless ones unreadable, and Kafka's
 * threads, for one, have a vertical bar in their names.
 */
public final class ForeignText {
  private static final int NAME_MAX = 100;

  /** A sentence of somebody else's has to be understood. */
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

  /** A sentence, a path or an address, within a sentence that no pairs come after. */
  public static String message(String text) {
    return unquoted(cut(text, MESSAGE_MAX));
  }

  /** A whole line of ours, which ends where it should and has nothing hidden in it. */
  public static String onOneLine(String line) {
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each < ' ' || each > '~') {
        return visible(line);
      }
    }
    return line;
  }

  /** The value of a pair: as it is where that is plain, else in quotation marks. */
  static String value(String text) {
    String clean = unpaired(visible(text));
    boolean plain = !clean.isEmpty() && clean.equals(text) && clean.indexOf(' ') < 0;
    return plain ? clean : '"' + clean + '"';
  }

  /**
   * Whether a character ends a line, moves the cursor, changes the direction of writing, is not
   * seen, or is half of one.
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

  /** Log4j 2 before 2.15 looks up what a message has in a dollar and braces, even by JNDI. */
  private static String unquoted(String text) {
    return text.replace('|', '/').replace('"', '\'').replace("${", "$(");
  }

  /** Of a text of megabytes no more is read than is shown. */
  private static String cut(String text, int charactersMax) {
    return text.length() <= charactersMax
        ? visible(text)
        : visible(text.substring(0, end(text, charactersMax))) + '…';
  }

  /** Not between the halves of a character. */
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
