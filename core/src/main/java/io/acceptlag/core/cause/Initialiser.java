package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.text.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A static initialiser that keeps the acceptor: it runs it, or waits until another thread has. Who
 * waits for one seems to run, and no lock shows: the JVM waits inside.
 */
final class Initialiser {
  static final String ADVICE = "Initialise that class before the server accepts.";

  private Initialiser() {}

  /** A sentence with a space before; null where there is none. */
  static @Nullable String words(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null) {
      return null;
    }
    if (Acceptor.waitsForInitialiser(evidence)) {
      return " It has no CPU: it may wait until " + has(evidence.holders.chain().get(0)) + ".";
    }
    StackTraceElement own = Frames.initialiser(acceptor.stack());
    return own == null || own.equals(Frames.topmostOfApplication(acceptor.stack()))
        ? null
        : " It is in the static initialiser of " + className(own) + ".";
  }

  /**
   * The only thread of a pool that is in a static initialiser, while others seem to run; null where
   * there is none.
   *
   * @param there threads of the pool that are in one method
   */
  static @Nullable AcceptorSample among(List<AcceptorSample> pool, List<AcceptorSample> there) {
    for (AcceptorSample thread : there) {
      if (thread.state() != Thread.State.RUNNABLE
          || thread.stack().length == 0
          || thread.stack()[0].isNativeMethod()) {
        return null;
      }
    }
    AcceptorSample only = null;
    for (AcceptorSample thread : pool) {
      if (Frames.initialiser(thread.stack()) != null && !there.contains(thread)) {
        if (only != null) {
          return null;
        }
        only = thread;
      }
    }
    return only;
  }

  /** {@code thread "a" has initialised com.acme.Goods, and is in Db.connect, asleep}. */
  static String has(AcceptorSample initialising) {
    return "thread "
        + ForeignText.quoted(initialising.threadName())
        + " has initialised "
        + className(Frames.initialiser(initialising.stack()))
        + ", and is in "
        + PoolWords.place(initialising.stack())
        + PoolWords.doing(initialising);
  }

  private static String className(@Nullable StackTraceElement frame) {
    return frame == null ? "a class" : ForeignText.name(frame.getClassName());
  }
}
