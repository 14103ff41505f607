package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The TcpExt part of /proc/net/netstat: a line of names and a line of figures, each beginning with
 * {@code TcpExt:}. In trouble it is read at every poll, so it is walked as bytes and nothing is
 * split.
 */
final class Netstat {
  private static final byte[] TCP_EXT = ascii("TcpExt:");
  private static final byte[][] WANTED = wanted();

  private Netstat() {}

  static NamespaceCounters parse(byte[] text, int length) {
    long[] found = new long[WANTED.length];
    Arrays.fill(found, -1);
    int names = lineThatBeginsWith(TCP_EXT, text, 0, length);
    int figures =
        names < 0 ? -1 : lineThatBeginsWith(TCP_EXT, text, endOfLine(text, names, length), length);
    if (figures < 0) {
      return NamespaceCounters.UNKNOWN;
    }
    int namesEnd = endOfLine(text, names, length);
    int figuresEnd = endOfLine(text, figures, length);
    int name = nextToken(text, names, namesEnd);
    int figure = nextToken(text, figures, figuresEnd);
    while (name < namesEnd && figure < figuresEnd) {
      for (int i = 0; i < WANTED.length; i++) {
        if (isToken(WANTED[i], text, name, namesEnd)) {
          found[i] = Figures.at(text, figure, figuresEnd);
        }
      }
      name = nextToken(text, name, namesEnd);
      figure = nextToken(text, figure, figuresEnd);
    }
    return NamespaceCounters.of(found);
  }

  private static int lineThatBeginsWith(byte[] prefix, byte[] text, int from, int length) {
    for (int at = from; at < length; at = endOfLine(text, at, length) + 1) {
      if (at < length && text[at] == '\n') {
        continue;
      }
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
