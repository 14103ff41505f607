package io.acceptlag.core.report;

import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.core.text.Sentence;
import org.jspecify.annotations.Nullable;

/** Says who has closed a listener, and what that did to its clients. */
public final class ClosedWords {
  private static final String CHANNEL = "java.nio.channels.spi.AbstractInterruptibleChannel";

  private ClosedWords() {}

  /** A listener was closed while clients waited, or by mistake. */
  public static Report report(LocalAddress listener, Closing closing) {
    String happened =
        closing.isHarmful()
            ? listener
                + " was closed"
                + (closing.byCollector() ? "; " : " while ")
                + lost(closing)
                + "."
            : listener + " was closed and takes no clients any more.";
    return new Report.Builder(
            Severity.WARN,
            Event.CLOSED,
            Subject.listener(listener),
            Sentence.of(happened, who(closing), remedy(closing, closing.isHarmful()), null))
        .pairs(with(closing, new Pairs.Builder()))
        .build();
  }

  /** Adds who closed a listener to the sentence about its incident. */
  static String besides(String sentence, Closing closing) {
    String lost = closing.isHarmful() ? "; " + lost(closing) : "";
    return Sentence.of(sentence + lost + ".", who(closing), remedy(closing, true), null);
  }

  static Pairs.Builder with(@Nullable Closing closing, Pairs.Builder pairs) {
    return closing == null ? pairs : pairs.putAny(Key.RESET, closing.waiting());
  }

  /**
   * Whether accept() itself has closed it: a channel of the JDK closes itself when an interrupted
   * thread enters it.
   */
  public static boolean isByAccept(Closing closing) {
    if (closing.interrupted()) {
      for (StackTraceElement frame : closing.stack()) {
        if (frame.getClassName().startsWith(CHANNEL) && frame.getMethodName().equals("begin")) {
          return true;
        }
      }
    }
    return false;
  }

  private static String lost(Closing closing) {
    if (closing.byCollector()) {
      return closing.waiting() == 1
          ? "1 client that waited was reset"
          : closing.waiting() + " clients that waited were reset";
    }
    return closing.waiting() == 1
        ? "1 client waited to be accepted, whose connection was reset"
        : closing.waiting() + " clients waited to be accepted, whose connections were reset";
  }

  private static String who(Closing closing) {
    return closing.byCollector()
        ? "The garbage collector closed it, because nothing referred to it any more"
            + (closing.thread().isEmpty()
                ? "."
                : ": its acceptor " + ForeignText.quoted(closing.thread()) + " has ended.")
        : whichThread(closing);
  }

  private static String whichThread(Closing closing) {
    StackTraceElement[] stack = closing.stack();
    String thread = ForeignText.quoted(closing.thread());
    StackTraceElement frame = Frames.topmostOutsideJdk(stack);
    String where = frame == null ? "" : " in " + Frames.spell(frame);
    if (isByAccept(closing)) {
      return "Thread "
          + thread
          + " was interrupted when it called accept()"
          + where
          + ", and a channel closes then.";
    }
    return isByInterrupt(stack)
        ? "Thread "
            + thread
            + " interrupted one that was inside accept()"
            + where
            + ", and a channel closes then."
        : "Thread " + thread + " closed it" + where + ".";
  }

  private static boolean isByInterrupt(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("interrupt")
          && (frame.getClassName().equals("java.lang.Thread")
              || frame.getClassName().equals("java.lang.VirtualThread"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param harm whether it has lost clients, or was in trouble
   */
  private static String remedy(Closing closing, boolean harm) {
    if (closing.byCollector()) {
      return closing.thread().isEmpty()
          ? "Keep a reference to it for as long as it is to serve, and close it then."
          : (harm ? "Restart the server" : "If it was to serve on, restart the server")
              + ", and find out why that thread ended: most often an uncaught error.";
    }
    return isByAccept(closing)
        ? "Find what leaves that thread interrupted; Thread.interrupted() before accept() clears"
            + " it."
        : "Have clients sent elsewhere first, and accept those that wait before closing.";
  }
}
