package io.acceptlag.probes.procfs;

/**
 * Reads figures in place in a text from the kernel. It is done at every poll, so nothing is
 * allocated or split.
 */
final class Figures {
  private Figures() {}

  /** The decimal number that begins there; -1 if none does. */
  static long at(byte[] text, int from, int end) {
    long number = 0;
    int at = from;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      number = 10 * number + text[at] - '0';
      at++;
    }
    return at == from ? -1 : number;
  }

  /** The figure of a line that has a name, a blank and a figure; -1 if there is no such line. */
  static long ofLine(String name, byte[] text, int length) {
    for (int line = 0; line < length; line = afterLine(text, line, length)) {
      int blank = line + name.length();
      if (blank < length && text[blank] == ' ' && beginsWith(name, text, line)) {
        return at(text, blank + 1, length);
      }
    }
    return -1;
  }

  /**
   * The figure in a column of the first line; -1 if there is none.
   *
   * @param column from 0; columns are separated by blanks
   */
  static long ofColumn(int column, byte[] text, int length) {
    int at = 0;
    for (int i = 0; i < column; i++) {
      while (at < length && text[at] != ' ' && text[at] != '\n') {
        at++;
      }
      while (at < length && text[at] == ' ') {
        at++;
      }
    }
    return at(text, at, length);
  }

  private static boolean beginsWith(String name, byte[] text, int from) {
    for (int i = 0; i < name.length(); i++) {
      if (text[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int afterLine(byte[] text, int from, int length) {
    int at = from;
    while (at < length && text[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
