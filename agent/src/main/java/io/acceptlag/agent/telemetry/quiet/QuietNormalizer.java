package io.acceptlag.agent.telemetry.quiet;

import java.text.Normalizer;

/**
 * Replaces okhttp's _NormalizeJvmKt, which normalises host names: the JDK's normalizer reads its
 * tables from the JDK's image by {@code java.nio.file}. ASCII, which is enough for most host names,
 * needs no normalisation.
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
