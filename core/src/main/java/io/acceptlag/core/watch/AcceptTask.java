package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.PoolStack;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The task of a pool's thread in which it was seen to wait for connections. If it ends, by an
 * exception that nobody sees, the thread lives on and does other work.
 */
final class AcceptTask {
  /** The thread is the application's, and must be free to end. */
  private @Nullable WeakReference<Thread> thread;

  /** The outermost method of the application; null where the thread is of no pool. */
  private @Nullable StackTraceElement method;

  /** Whether its pool may run it again at a given time. */
  private boolean scheduled;

  /** Whether a look at that thread found it without the task since it was last there. */
  private boolean left;

  /** Whether it was run again after that, as by a pool that is a loop of its own. */
  private boolean comesBack;

  /** Whether that thread was seen to wait for connections. */
  boolean isKnownOf(Thread acceptor) {
    WeakReference<Thread> kept = thread;
    return kept != null && kept.get() == acceptor;
  }

  /** Takes a stack in which that thread waits for connections. */
  void learn(Thread acceptor, StackTraceElement[] stack) {
    if (!isKnownOf(acceptor)) {
      thread = new WeakReference<>(acceptor);
      left = false;
    }
    comesBack |= left;
    left = false;
    // What goes on later or in another thread may have left this one at any time.
    method = Frames.mayMove(stack) || PoolStack.comesInParts(stack) ? null : PoolStack.task(stack);
    scheduled = PoolStack.isScheduled(stack);
  }

  /**
   * Whether that thread certainly does not run it, and was never seen to run it again. To be asked
   * of each sample.
   */
  boolean isLeftBy(Thread acceptor, AcceptorSample sample) {
    StackTraceElement known = method;
    StackTraceElement[] stack = sample.stack();
    if (known == null
        || !isKnownOf(acceptor)
        || stack.length == 0
        || Frames.mayMove(stack)
        || PoolStack.comesInParts(stack)) {
      return false;
    }
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals(known.getMethodName())
          && frame.getClassName().equals(known.getClassName())) {
        comesBack |= left;
        left = false;
        return false;
      }
    }
    boolean gone = PoolStack.waitsForWork(stack) ? !PoolStack.waitsForTime(sample) : !scheduled;
    left |= gone;
    return gone && !comesBack;
  }
}
