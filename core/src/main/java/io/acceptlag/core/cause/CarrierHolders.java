package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The virtual threads that keep the carriers, and the method in which most of them are. */
final class CarrierHolders {
  private final List<AcceptorSample> all;
  private final Gathering most;

  private CarrierHolders(List<AcceptorSample> all) {
    this.all = all;
    most = Gathering.of(all);
  }

  /**
   * @param holders one at least
   */
  static CarrierHolders of(List<AcceptorSample> holders) {
    return new CarrierHolders(holders);
  }

  /**
   * {@code 2 of 4 are held in com.acme.Shop.load (Shop.java:42), asleep and pinned; others in
   * com.acme.Shop.total, running}.
   *
   * @param carriers of which some may not have been sampled
   */
  String words(int carriers) {
    String words =
        most.size()
            + " of "
            + all.size()
            + (all.size() < carriers ? " sampled" : "")
            + (most.size() == 1 ? " is held in " : " are held in ")
            + most.place()
            + doing(sample());
    AcceptorSample other = another();
    return other == null
        ? words
        : words + "; others in " + Gathering.methodOf(other) + doing(other);
  }

  private @Nullable AcceptorSample another() {
    for (AcceptorSample holder : all) {
      if (!most.has(holder)) {
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

  /** Whether half of them or more do. */
  boolean mostArePinned() {
    int pinned = 0;
    for (AcceptorSample holder : all) {
      pinned += isPinned(holder) ? 1 : 0;
    }
    return 2 * pinned >= all.size();
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
    if (pinning != null) {
      return "Do not wait below native " + Frames.spellMethod(pinning) + " on a virtual thread.";
    }
    // With a newer Java, or another kind of lock, they would wait for it just so.
    return isAnyBlocked()
        ? "Find out what is done with that lock held; before Java 24 synchronized pins as well."
        : "Before Java 24 synchronized pins: use ReentrantLock there, or a newer Java.";
  }

  private boolean isAnyBlocked() {
    for (AcceptorSample holder : all) {
      if (holder.state() == Thread.State.BLOCKED) {
        return true;
      }
    }
    return false;
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
    return most.first();
  }
}
