package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.server.Packages;
import org.jspecify.annotations.Nullable;

/** Questions about a stack, leaf first. */
final class Stacks {
  private Stacks() {}

  /** The first frame from the leaf whose class and method begin so; a class may be relocated. */
  static @Nullable StackTraceElement find(
      StackTraceElement[] stack, String className, String method) {
    for (StackTraceElement frame : stack) {
      if (is(frame, className, method)) {
        return frame;
      }
    }
    return null;
  }

  static boolean contains(StackTraceElement[] stack, String className, String method) {
    return find(stack, className, method) != null;
  }

  static boolean containsMethod(StackTraceElement[] stack, String method) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals(method)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it is a method of that class: lambdas and inner classes count, because a method's work
   * may lie in them, and so do copies of the class in another package ({@code
   * io.grpc.netty.shaded.io.netty…}).
   */
  static boolean is(StackTraceElement frame, String className, String method) {
    return frame.getMethodName().startsWith(method)
        && Packages.original(frame.getClassName()).startsWith(className);
  }

  /** Whether it is in accept(), not in a selector. */
  static boolean accepts(StackTraceElement[] stack) {
    return Frames.waitsForConnection(stack) && !Frames.waitsInSelector(stack);
  }

  /**
   * JDK 8 to 18: Thread.sleep; 19 and newer: sleep0, sleepNanos0. A virtual thread parks in frames
   * above that one.
   */
  static boolean isAsleep(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.equals("java.lang.Thread") && frame.getMethodName().startsWith("sleep")) {
        return true;
      }
      if (!name.equals("java.lang.VirtualThread") && !name.equals("jdk.internal.misc.Unsafe")) {
        return false;
      }
    }
    return false;
  }
}
