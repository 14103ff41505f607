package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A collection for which a thread has asked: it comes however much heap there is. */
final class AskedCollection {
  private AskedCollection() {}

  /** The thread that asks, among those sampled; null where none is seen to. */
  static @Nullable AcceptorSample by(Evidence evidence) {
    List<AcceptorSample> sampled = new ArrayList<>();
    if (evidence.acceptor != null) {
      sampled.add(evidence.acceptor.sample());
    }
    sampled.addAll(evidence.holders.chain());
    sampled.addAll(evidence.workers.busyOnes());
    sampled.addAll(evidence.handOver.threads().busyOnes());
    sampled.addAll(evidence.servingAsked().workers().busyOnes());
    for (AcceptorSample thread : sampled) {
      StackTraceElement caller = caller(thread.stack());
      if (caller != null && (Frames.isOutsideJdk(caller) || isOfBits(caller))) {
        return thread;
      }
    }
    return null;
  }

  /**
   * Who calls System.gc() there; null where nobody does. The JDK does so too, for example when it
   * finds no room to map a file, or for RMI once an hour: that is no application's to leave out.
   */
  private static @Nullable StackTraceElement caller(StackTraceElement[] stack) {
    boolean asks = false;
    for (StackTraceElement frame : stack) {
      boolean asking =
          Stacks.is(frame, "java.lang.Runtime", "gc") || Stacks.is(frame, "java.lang.System", "gc");
      if (asks && !asking) {
        return frame;
      }
      asks |= asking;
    }
    return null;
  }

  /** A sentence with a space before. */
  static String words(AcceptorSample asking) {
    StackTraceElement[] stack = asking.stack();
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    StackTraceElement place = frame == null ? Frames.topmostOutsideJdk(stack) : frame;
    return " "
        + AcceptorWords.named(asking)
        + (forDirectMemory(stack) ? " ran out of direct memory" : " calls System.gc()")
        + (place == null ? "." : " in " + Frames.spell(place) + ".");
  }

  static String advice(AcceptorSample asking) {
    return forDirectMemory(asking.stack())
        ? "Raise -XX:MaxDirectMemorySize, or find out what keeps so many direct buffers."
        // Names the place again, because a long line keeps the remedy alone.
        : "Do without System.gc() in "
            + PoolWords.place(asking.stack())
            + ", or start the JVM with -XX:+DisableExplicitGC.";
  }

  /** There the JDK asks for it to be rid of direct buffers, and must not be kept from that. */
  private static boolean forDirectMemory(StackTraceElement[] stack) {
    StackTraceElement caller = caller(stack);
    return caller != null && isOfBits(caller);
  }

  private static boolean isOfBits(StackTraceElement frame) {
    return Stacks.is(frame, "java.nio.Bits", "");
  }
}
