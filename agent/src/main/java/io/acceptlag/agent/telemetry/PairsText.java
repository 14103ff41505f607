package io.acceptlag.agent.telemetry;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import org.jspecify.annotations.Nullable;

/** Text of the form name=value,name=value, as OpenTelemetry's settings have it. */
final class PairsText {
  private PairsText() {}

  /** The first entry that is no pair, counted from 1; 0 if there is none. */
  static int placeOfNoPair(String text) {
    String[] entries = text.split(",", -1);
    for (int i = 0; i < entries.length; i++) {
      String entry = entries[i].trim();
      if (!entry.isEmpty() && (entry.indexOf('=') < 0 || entry.startsWith("="))) {
        return i + 1;
      }
    }
    return 0;
  }

  /**
   * The first pair that cannot be a header of HTTP, counted from 1; 0 if there is none.
   *
   * @param text with nothing but pairs
   */
  static int placeOfNoHeader(String text) {
    String[] entries = text.split(",", -1);
    for (int i = 0; i < entries.length; i++) {
      String entry = entries[i].trim();
      int equals = entry.indexOf('=');
      if (!entry.isEmpty() && !isHeader(entry.substring(0, equals), entry.substring(equals + 1))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static boolean isHeader(String name, String value) {
    String trimmed = name.trim();
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      if (c <= ' ' || c > '~' || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
        return false;
      }
    }
    String decoded = decoded(value.trim());
    if (decoded == null) {
      return false;
    }
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String decoded(String value) {
    try {
      return URLDecoder.decode(value, "UTF-8");
    } catch (IllegalArgumentException | UnsupportedEncodingException e) {
      return null;
    }
  }
}
