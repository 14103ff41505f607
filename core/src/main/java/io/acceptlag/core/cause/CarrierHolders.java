package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The virtual threads that keep the carriers, and the method in which most of them are. */
final class CarrierHolders {
  private final List<AcceptorSample> all;
  private final List<AcceptorSample> together;

  private CarrierHolders(List<AcceptorSample> all, List<AcceptorSample> together) {
    this.all = all;
    this.together = together;
  }

  /**
   * @param holders one at least
   */
  static CarrierHolders of(List<AcceptorSample> holders) {
    List<AcceptorSample> most = new ArrayList<>();
    for (AcceptorSample holder : holders) {
      List<AcceptorSample> there = thoseIn(methodOf(holder), holders);
      if (there.size() > most.size()) {
        most = there;
      }
    }
    return new CarrierHolders(holders, most);
  }

  private static List<AcceptorSample> thoseIn(String method, List<AcceptorSample> holders) {
    List<AcceptorSample> there = new ArrayList<>();
    for (AcceptorSample holder : holders) {
      if (methodOf(holder).equals(method)) {
        there.add(holder);
      }
    }
    return there;
  }

  private static String methodOf(AcceptorSample holder) {
    StackTraceElement frame = frameOf(holder.stack());
    return frame == null ? "code that shows no stack" : Frames.spellMethod(frame);
  }

  private static String placeOf(AcceptorSample holder) {
    StackTraceElement frame = frameOf(holder.stack());
    return frame == null ? methodOf(holder) : Frames.spell(frame);
  }

  private static @Nullable StackTraceElement frameOf(StackTraceElement[] stack) {
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    if (frame == null) {
      frame = Frames.topmostOutsideJdk(stack);
    }
    return frame == null && stack.length > 0 ? stack[0] : frame;
  }

  /**
   * {@code 2 of 4 are held in com.acme.Shop.load (Shop.java:42), asleep and pinned; others in
   * com.acme.Shop.total, running}.
   *
   * @param carriers of which some may not have been sampled
   */
  String words(int carriers) {
    String words =
        together.size()
            + " of "
            + all.size()
            + (all.size() < carriers ? " sampled" : "")
            + (together.size() == 1 ? " is held in " : " are held in ")
            + (areAllOnOneLine() ? placeOf(sample()) : methodOf(sample()))
            + doing(sample());
    AcceptorSample other = another();
    return other == null ? words : words + "; others in " + methodOf(other) + doing(other);
  }

  private boolean areAllOnOneLine() {
    for (AcceptorSample holder : together) {
      if (!placeOf(holder).equals(placeOf(sample()))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable AcceptorSample another() {
    for (AcceptorSample holder : all) {
      if (!together.contains(holder)) {
        return holder;
      }
    }
    return null;
  }

  private static String doing(AcceptorSample holder) {
    switch (holder.state()) {
      case BLOCKED:
        return ", blocked by a lock and pinned";
      case WAITING:
      case TIMED_WAITING:
        return (Stacks.isAsleep(holder.stack()) ? ", asleep" : ", waiting") + " and pinned";
      default:
        StackTraceElement[] stack = holder.stack();
        return stack.length > 0 && stack[0].isNativeMethod()
            ? ", in native " + Frames.spellMethod(stack[0])
            : ", running";
    }
  }

  /** Whether any of them waits for something, and keeps its carrier all the same. */
  boolean arePinned() {
    return isPinned(pinned());
  }

  private static boolean isPinned(AcceptorSample holder) {
    return holder.state() != Thread.State.RUNNABLE;
  }

  /** Where some are pinned. Those that wait for its class look as if they ran. */
  String advice() {
    AcceptorSample pinned = pinned();
    if (Stacks.containsMethod(pinned.stack(), "<clinit>")) {
      return "Do not wait in a static initialiser on a virtual thread.";
    }
    StackTraceElement pinning = nativeFrameBelowTop(pinned.stack());
    return pinning == null
        ? "Before Java 24 synchronized pins: use ReentrantLock there, or a newer Java."
        : "Do not wait below native " + Frames.spellMethod(pinning) + " on a virtual thread.";
  }

  private AcceptorSample pinned() {
    for (AcceptorSample holder : all) {
      if (isPinned(holder)) {
        return holder;
      }
    }
    return sample();
  }

  /** What waits is mostly native itself. */
  private static @Nullable StackTraceElement nativeFrameBelowTop(StackTraceElement[] stack) {
    for (int i = 1; i < stack.length; i++) {
      if (stack[i].isNativeMethod()) {
        return stack[i];
      }
    }
    return null;
  }

  AcceptorSample sample() {
    return together.get(0);
  }
}
