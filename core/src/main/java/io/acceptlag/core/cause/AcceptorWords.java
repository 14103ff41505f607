package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/** Says where an acceptor is and what it does there. */
final class AcceptorWords {
  /** Who has a CPU for more of the time works there, as on a long file. */
  private static final double CPU_SHARE_WAITING = 0.25;

  private AcceptorWords() {}

  /** {@code Thread "a" is in com.acme.Shop.load (Shop.java:42), asleep, in 9 of 9 samples …}. */
  static String isIn(AcceptorView acceptor) {
    return isIn(acceptor, " is in ");
  }

  /** {@code Thread "a", which bound it 3 s ago, is in …}. */
  static String whichBoundItIsIn(AcceptorView binder, String ago) {
    return isIn(binder, ", which bound it " + ago + " ago, is in ");
  }

  private static String isIn(AcceptorView acceptor, String verb) {
    return acceptor.thread()
        + verb
        + acceptor.where()
        + (acceptor.neverRan() ? "" : doingWhat(acceptor))
        + acceptor.howOften()
        + "."
        + whereTheOwnerIs(acceptor.sample());
  }

  /** {@code Thread "a"}. */
  static String named(AcceptorSample sample) {
    return "Thread " + ForeignText.quoted(sample.threadName());
  }

  private static String doingWhat(AcceptorView acceptor) {
    AcceptorSample sample = acceptor.sample();
    StackTraceElement[] stack = sample.stack();
    switch (sample.state()) {
      case BLOCKED:
        return sample.lockOwner() == null
            ? ", blocked by a lock"
            : ", blocked by a lock ("
                + lock(sample.lock())
                + ") that thread "
                + ForeignText.quoted(sample.lockOwner())
                + " holds";
      case WAITING:
      case TIMED_WAITING:
        if (sample.lockOwner() != null) {
          return ", waiting for "
              + lock(sample.lock())
              + " that thread "
              + ForeignText.quoted(sample.lockOwner())
              + " holds";
        }
        // A virtual thread is parked there.
        String socket = atSocket(stack);
        return Stacks.isAsleep(stack)
            ? ", asleep"
            : socket.isEmpty() ? waitingIn(stack, sample.lock()) : socket;
      default:
        return runningIn(acceptor);
    }
  }

  /** A native method that reads what has not come yet runs, as far as the JVM knows. */
  private static String runningIn(AcceptorView acceptor) {
    StackTraceElement[] stack = acceptor.stack();
    if (stack.length == 0) {
      return "";
    }
    String socket = atSocket(stack);
    if (!socket.isEmpty()) {
      return socket;
    }
    if (waitsInNative(acceptor)) {
      return isFileLock(stack[0])
          ? ", waiting for a file lock"
          : Frames.isOutsideJdk(stack[0])
              ? ", waiting in native code"
              : ", waiting in " + Frames.spellShort(stack[0]);
    }
    // Where all frames are the JDK's, that one is named as the place.
    return Frames.isOutsideJdk(stack[0]) || Frames.topmostOutsideJdk(stack) == null
        ? ", running"
        : ", running " + Frames.spellMethod(stack[0]);
  }

  /** Whether it is in a native method, and needs no CPU there. */
  private static boolean waitsInNative(AcceptorView acceptor) {
    StackTraceElement[] stack = acceptor.stack();
    return stack[0].isNativeMethod()
        && (acceptor.sleeps()
            || (Frames.isInInputOutput(stack)
                && acceptor.cpuShare() >= 0
                && acceptor.cpuShare() < CPU_SHARE_WAITING));
  }

  private static boolean isFileLock(StackTraceElement frame) {
    return frame.getMethodName().equals("lock0") && frame.getClassName().contains("FileDispatcher");
  }

  private static String waitingIn(StackTraceElement[] stack, @Nullable String lock) {
    JdkCall call = JdkCall.of(stack);
    if (call != null) {
      return ", waiting in " + call.name();
    }
    return lock == null ? ", waiting" : ", waiting for " + lock(lock);
  }

  private static String lock(@Nullable String lock) {
    return lock == null ? "something" : ForeignText.name(lock);
  }

  private static String whereTheOwnerIs(AcceptorSample sample) {
    StackTraceElement[] stack = sample.ownerStack();
    if (sample.lockOwner() == null || stack.length == 0) {
      return "";
    }
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    return " That one is in "
        + Frames.spell(frame == null ? stack[0] : frame)
        + (Stacks.isAsleep(stack)
            ? ", asleep"
            : Frames.waitsInSelector(stack) ? ", waiting in a selector" : atSocket(stack))
        + ".";
  }

  /** {@code , waiting for a socket}; empty where it is at none. */
  static String atSocket(StackTraceElement[] stack) {
    return Frames.readsSocket(stack)
        ? ", waiting for a socket"
        : Frames.writesSocket(stack)
            ? ", writing to a socket"
            : Frames.connectsSocket(stack) ? ", connecting a socket" : "";
  }
}
