package io.acceptlag.probes;

import io.acceptlag.core.text.ForeignText;

/** Why something failed, on one line. */
final class Reason {
  private Reason() {}

  static String of(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    int lineEnd = message.indexOf('\n');
    return ForeignText.message(lineEnd < 0 ? message : message.substring(0, lineEnd));
  }
}
