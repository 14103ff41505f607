package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The TcpExt part of /proc/net/netstat: a line of names and a line of figures, each beginning with
 * {@code TcpExt:}. In trouble it is read at every poll, so it is read as bytes, nothing is split,
 * and the columns of the wanted names are kept. Comparing each of 130 names with each wanted one
 * made this the hottest code of the agent, and C2 took 6 MiB to compile it. For one thread.
 */
final class Netstat {
  private static final byte[] TCP_EXT = ascii("TcpExt:");
  private static final byte[][] WANTED = wanted();

  /**
   * The column of each wanted figure, from 0 for {@code TcpExt:}; -1 if the kernel has none. They
   * are found anew if the line of names changes its length, as it does from kernel to kernel.
   */
  private final int[] columns = new int[WANTED.length];

  private int namesLength = -1;

  NamespaceCounters parse(byte[] text, int length) {
    int names = lineThatBeginsWith(TCP_EXT, text, 0, length);
    int namesEnd = names < 0 ? -1 : endOfLine(text, names, length);
    int figures = names < 0 ? -1 : lineThatBeginsWith(TCP_EXT, text, namesEnd, length);
    if (figures < 0) {
      return NamespaceCounters.UNKNOWN;
    }
    if (namesEnd - names != namesLength) {
      findColumns(text, names, namesEnd);
      namesLength = namesEnd - names;
    }
    int figuresEnd = endOfLine(text, figures, length);
    long[] found = new long[WANTED.length];
    for (int i = 0; i < WANTED.length; i++) {
      found[i] =
          columns[i] < 0
              ? -1
              : Figures.at(text, column(columns[i], text, figures, figuresEnd), figuresEnd);
    }
    return NamespaceCounters.of(found);
  }

  private void findColumns(byte[] text, int names, int end) {
    Arrays.fill(columns, -1);
    int column = 0;
    for (int name = names; name < end; name = nextToken(text, name, end)) {
      for (int i = 0; i < WANTED.length; i++) {
        if (isToken(WANTED[i], text, name, end)) {
          columns[i] = column;
        }
      }
      column++;
    }
  }

  /** Where that column begins; {@code end} if the line has fewer. */
  private static int column(int column, byte[] text, int line, int end) {
    int at = line;
    for (int i = 0; i < column; i++) {
      at = nextToken(text, at, end);
    }
    return at;
  }

  private static int lineThatBeginsWith(byte[] prefix, byte[] text, int from, int length) {
    for (int at = from; at < length; at = endOfLine(text, at, length) + 1) {
      if (isToken(prefix, text, at, length)) {
        return at;
      }
    }
    return -1;
  }

  private static int endOfLine(byte[] text, int from, int length) {
    int at = from;
    while (at < length && text[at] != '\n') {
      at++;
    }
    return at;
  }

  /** Where the token after the one at {@code from} begins. */
  private static int nextToken(byte[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] != ' ') {
      at++;
    }
    while (at < end && text[at] == ' ') {
      at++;
    }
    return at;
  }

  private static boolean isToken(byte[] token, byte[] text, int at, int end) {
    if (at + token.length > end) {
      return false;
    }
    for (int i = 0; i < token.length; i++) {
      if (text[at + i] != token[i]) {
        return false;
      }
    }
    int after = at + token.length;
    return after == end || text[after] == ' ' || text[after] == '\n';
  }

  private static byte[][] wanted() {
    KernelCounter[] counters = KernelCounter.values();
    byte[][] keys = new byte[counters.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = ascii(counters[i].key());
    }
    return keys;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
