package io.acceptlag.core.evidence;

import io.acceptlag.core.text.ForeignText;

/**
 * A frame as {@code com.acme.Shop.load(Shop.java:42)}. Unlike {@link StackTraceElement#toString} it
 * loses nothing: a native method has the line -2, and its file like any other.
 */
final class FrameText {
  private FrameText() {}

  static String of(StackTraceElement frame) {
    String file = frame.getFileName();
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + (file == null ? "" : file)
        + ":"
        + frame.getLineNumber()
        + ")";
  }

  static StackTraceElement parse(String text) {
    int open = text.lastIndexOf('(');
    int colon = text.lastIndexOf(':');
    int dot = open < 0 ? -1 : text.lastIndexOf('.', open);
    if (dot < 0 || colon < open || !text.endsWith(")")) {
      throw new IllegalArgumentException(ForeignText.quoted(text) + " is no frame of a stack");
    }
    String file = text.substring(open + 1, colon);
    return new StackTraceElement(
        text.substring(0, dot),
        text.substring(dot + 1, open),
        file.isEmpty() ? null : file,
        Integer.parseInt(text.substring(colon + 1, text.length() - 1)));
  }
}
