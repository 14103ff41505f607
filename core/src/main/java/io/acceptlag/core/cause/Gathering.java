package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Of many threads those in one method, in which most of them are. */
final class Gathering {
  private final List<AcceptorSample> threads;

  private Gathering(List<AcceptorSample> threads) {
    this.threads = threads;
  }

  /**
   * @param all one at least
   */
  static Gathering of(List<AcceptorSample> all) {
    List<AcceptorSample> most = new ArrayList<>();
    for (AcceptorSample thread : all) {
      List<AcceptorSample> there = thoseIn(methodOf(thread), all);
      if (there.size() > most.size()) {
        most = there;
      }
    }
    return new Gathering(most);
  }

  private static List<AcceptorSample> thoseIn(String method, List<AcceptorSample> all) {
    List<AcceptorSample> there = new ArrayList<>();
    for (AcceptorSample thread : all) {
      if (methodOf(thread).equals(method)) {
        there.add(thread);
      }
    }
    return there;
  }

  static String methodOf(AcceptorSample thread) {
    StackTraceElement frame = frameOf(thread.stack());
    return frame == null ? "code that shows no stack" : Frames.spellMethod(frame);
  }

  private static @Nullable StackTraceElement frameOf(StackTraceElement[] stack) {
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    if (frame == null) {
      frame = Frames.topmostOutsideJdk(stack);
    }
    return frame == null && stack.length > 0 ? stack[0] : frame;
  }

  /** With the line, where all of them are at one. */
  String place() {
    String place = placeOf(first());
    for (AcceptorSample thread : threads) {
      if (!placeOf(thread).equals(place)) {
        return methodOf(first());
      }
    }
    return place;
  }

  private static String placeOf(AcceptorSample thread) {
    StackTraceElement frame = frameOf(thread.stack());
    return frame == null ? methodOf(thread) : Frames.spell(frame);
  }

  AcceptorSample first() {
    return threads.get(0);
  }

  int size() {
    return threads.size();
  }

  boolean has(AcceptorSample thread) {
    return threads.contains(thread);
  }
}
