package io.acceptlag.probes;

/** Why something failed, on one line. */
final class Reason {
  private Reason() {}

  static String of(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    int lineEnd = message.indexOf('\n');
    return lineEnd < 0 ? message : message.substring(0, lineEnd);
  }
}
