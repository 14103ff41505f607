package io.acceptlag.core.evidence;

import org.jspecify.annotations.Nullable;

/**
 * Native methods in which a thread waits for others, or may do so, besides those for sockets. For
 * the JVM it runs there.
 */
public final class NativeWaits {
  /** Where a process is started: that may take long, and is no work of the application's. */
  private static final String[] STARTS_PROCESS = {
    "java.lang.ProcessImpl", "java.lang.UNIXProcess", "java.lang.ProcessHandleImpl",
  };

  /** PKCS #11: what they call is the vendor's, of a device or a server. */
  private static final String TOKENS = "sun.security.pkcs11.wrapper.";

  private NativeWaits() {}

  /** Whether a method for files, names, sockets or processes. */
  static boolean isInputOutput(StackTraceElement frame) {
    String name = frame.getClassName();
    for (String process : STARTS_PROCESS) {
      if (name.startsWith(process)) {
        return true;
      }
    }
    return name.startsWith("java.io.")
        || name.startsWith("java.net.")
        || name.startsWith("sun.nio.fs.")
        || (name.startsWith("sun.nio.ch.")
            // Net.poll is where blocking channels wait, FileDispatcherImpl.lock0 for file locks.
            && (name.contains("Dispatcher") || name.equals("sun.nio.ch.Net")));
  }

  /** Whether it is in a native method of a library's, which may do or wait for anything. */
  public static boolean mayBeIn(StackTraceElement[] stack) {
    return stack.length > 0
        && stack[0].isNativeMethod()
        && (Frames.isOutsideJdk(stack[0]) || stack[0].getClassName().startsWith(TOKENS));
  }

  /** {@code a pipe}, {@code a file lock}; null where it is not seen to wait for either. */
  public static @Nullable String what(StackTraceElement[] stack) {
    if (!Frames.isInInputOutput(stack)) {
      return null;
    }
    if (stack[0].getMethodName().equals("lock0")) {
      return "a file lock";
    }
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.equals("sun.nio.ch.SourceChannelImpl")
          || name.equals("sun.nio.ch.SinkChannelImpl")) {
        return "a pipe";
      }
      if (Frames.isOutsideJdk(frame)) {
        break;
      }
    }
    return null;
  }
}
