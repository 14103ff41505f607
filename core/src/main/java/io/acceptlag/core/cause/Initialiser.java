package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * A static initialiser that keeps the acceptor: it runs it, or waits until another thread has. Who
 * waits for one seems to run, and no lock shows: the JVM waits inside.
 */
final class Initialiser {
  static final String ADVICE =
      "Initialise that class before the server accepts, and do not wait in its static initialiser.";

  private Initialiser() {}

  /** A sentence with a space before; null where there is none. */
  static @Nullable String words(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null) {
      return null;
    }
    if (Acceptor.waitsForInitialiser(evidence)) {
      AcceptorSample other = evidence.holders.chain().get(0);
      return " It has no CPU and may wait for the static initialiser of "
          + className(Frames.initialiser(other.stack()))
          + ", in which thread "
          + ForeignText.quoted(other.threadName())
          + " is: "
          + PoolWords.place(other.stack())
          + PoolWords.doing(other)
          + ".";
    }
    StackTraceElement own = Frames.initialiser(acceptor.stack());
    return own == null || own.equals(Frames.topmostOfApplication(acceptor.stack()))
        ? null
        : " It is in the static initialiser of " + className(own) + ".";
  }

  private static String className(@Nullable StackTraceElement frame) {
    return frame == null ? "a class" : ForeignText.name(frame.getClassName());
  }
}
