package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;

/**
 * Where a thread waits to print: what it prints to takes nothing, from itself or from the thread
 * that prints before it.
 */
final class Printing {
  private Printing() {}

  static boolean isWaitedFor(AcceptorSample worker) {
    StackTraceElement[] stack = worker.stack();
    if (Activity.of(stack) == Activity.OUTPUT) {
      return Frames.isInInputOutput(stack);
    }
    // Of the stream's own lock; another one may be held for other things as well.
    return worker.lockOwner() != null
        && callsPrintStream(stack)
        && Activity.of(worker.ownerStack()) == Activity.OUTPUT;
  }

  private static boolean callsPrintStream(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (Frames.isOutsideJdk(frame)) {
        return false;
      }
      if (frame.getClassName().equals("java.io.PrintStream")) {
        return true;
      }
    }
    return false;
  }
}
