package io.acceptlag.agent.telemetry.quiet;

import java.text.Normalizer;

/**
 * For okhttp's _NormalizeJvmKt, by which it normalises host names: the JDK's normalizer reads its
 * tables out of the JDK's image by {@code java.nio.file}. ASCII, which is all that most host names
 * have, is normal as it is.
 */
public final class QuietNormalizer {
  private QuietNormalizer() {}

  public static String normalizeNfc(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '\u007f') {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }
}
