package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.CommonFrame;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.NativeWaits;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says where the threads of a pool are, and what most of them do there. */
final class PoolWords {
  private static final int STEM_MIN = 3;

  private PoolWords() {}

  /** {@code 8 of 8 "shop-worker" threads are in Database.query, waiting for a socket}. */
  static String where(Workers workers) {
    CommonFrame frame = common(workers);
    if (frame == null) {
      return "all of its threads wait for work";
    }
    if (workers.threads() == 1) {
      return "thread "
          + ForeignText.quoted(frame.sample().threadName())
          + " is in "
          + frame.method()
          + doing(frame.sample());
    }
    boolean most = 2 * frame.count() > workers.busy();
    String counted = most ? frame.count() + " of " : workers.busy() + " of ";
    String who =
        counted
            + workers.total()
            + (workers.threads() > workers.total() ? " sampled" : "")
            + (stem(workers.busyOnes()).isEmpty()
                ? areVirtual(workers.busyOnes()) ? " virtual threads" : " threads"
                : " " + ForeignText.quoted(stem(workers.busyOnes())) + " threads");
    return most
        ? who
            + (frame.count() == 1 ? " is in " : " are in ")
            + frame.method()
            + doingOfMost(frame.threads())
        : who + " are busy, " + frame.count() + " of them in " + frame.method();
  }

  /**
   * Where most of them are. Among as many in either place, those that wait explain more than those
   * that run: the next sample may find these elsewhere.
   */
  static @Nullable CommonFrame common(Workers workers) {
    List<AcceptorSample> waitingFirst = new ArrayList<>();
    int waiting = 0;
    for (AcceptorSample thread : workers.busyOnes()) {
      boolean runs = WaitsFor.isRunning(thread);
      waitingFirst.add(runs ? waitingFirst.size() : waiting++, thread);
    }
    return CommonFrame.of(waitingFirst);
  }

  /** {@code 7 of them in Database.query, waiting for a socket}; {@code all of them} if they are. */
  static String inIt(CommonFrame frame, int busy) {
    return (frame.count() == busy ? "all" : Integer.toString(frame.count()))
        + " of them in "
        + frame.method()
        + doingOfMost(frame.threads());
  }

  /** Those without a name have their number instead, as the JDK writes it of virtual threads. */
  private static boolean areVirtual(List<AcceptorSample> threads) {
    for (AcceptorSample thread : threads) {
      if (!thread.threadName().startsWith("#")) {
        return false;
      }
    }
    return true;
  }

  /** {@code is busy}, or {@code are busy}. */
  static String areBusy(int count) {
    return count == 1 ? " is busy" : " are busy";
  }

  /** What to do about such a pool. */
  static String advice(Evidence evidence, Workers workers) {
    String find = "Find out what keeps " + (workers.threads() == 1 ? "it" : "them") + " there";
    String first = Server.roomForThreads(evidence);
    return first == null
        ? find + ", or let more threads do that work."
        : find + ". To let more threads do that work, raise " + first + ".";
  }

  /** {@code Database.query}. */
  static String place(StackTraceElement[] stack) {
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    StackTraceElement outside = frame == null ? Frames.topmostOutsideJdk(stack) : frame;
    return outside != null
        ? Frames.spellShort(outside)
        : stack.length == 0 ? "code that shows no stack" : Frames.spellShort(stack[0]);
  }

  /**
   * {@code , waiting for a socket}, or {@code , 7 of them waiting for a socket}; empty where they
   * do different things there.
   */
  private static String doingOfMost(List<AcceptorSample> threads) {
    Map<String, Integer> counts = new HashMap<>();
    for (AcceptorSample thread : threads) {
      counts.merge(doing(thread), 1, (one, other) -> one + other);
    }
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      int count = each.getValue();
      if (2 * count > threads.size()) {
        String doing = each.getKey();
        return count == threads.size() || doing.isEmpty()
            ? doing
            : ", " + count + " of them" + doing.substring(1);
      }
    }
    return "";
  }

  /** {@code , waiting for a socket}; empty where it runs. */
  static String doing(AcceptorSample sample) {
    StackTraceElement[] stack = sample.stack();
    if (Stacks.isAsleep(stack)) {
      return ", asleep";
    }
    if (SlowClient.isWaitedFor(sample)) {
      return ", waiting for a client";
    }
    if (Stacks.accepts(stack)) {
      return ", waiting in accept()";
    }
    String socket = AcceptorWords.atSocket(stack);
    if (!socket.isEmpty()) {
      return socket;
    }
    if (Frames.waitsInSelector(stack)) {
      return ", waiting in a selector";
    }
    if (Printing.isWaitedFor(sample)) {
      return ", waiting to print";
    }
    if (Activity.of(stack) == Activity.NAME_SERVICE) {
      return ", asking the name service";
    }
    String resource = ConnectionPools.name(stack);
    if (resource != null && sample.state() != Thread.State.RUNNABLE) {
      return ", waiting for " + resource;
    }
    switch (sample.state()) {
      case BLOCKED:
        return sample.lockOwner() == null
            ? ", blocked by a lock"
            : ", blocked by a lock that "
                + ForeignText.quoted(sample.lockOwner())
                + " holds"
                + (sample.ownerStack().length == 0 ? "" : " in " + place(sample.ownerStack()));
      case WAITING:
      case TIMED_WAITING:
        JdkCall call = JdkCall.of(stack);
        return call == null ? ", waiting" : ", waiting in " + call.name();
      default:
        return inKernel(stack);
    }
  }

  private static String inKernel(StackTraceElement[] stack) {
    String what = NativeWaits.what(stack);
    return what != null
        ? ", waiting for " + what
        : Frames.isInInputOutput(stack)
            ? ", in " + Frames.spellShort(stack[0])
            : NativeWaits.mayBeIn(stack) ? ", in native code" : "";
  }

  /**
   * {@code shop-worker} of {@code shop-worker-1} and {@code shop-worker-2}; empty if there is none.
   */
  private static String stem(List<AcceptorSample> threads) {
    String stem = threads.get(0).threadName();
    for (AcceptorSample thread : threads) {
      int same = 0;
      String name = thread.threadName();
      while (same < Math.min(stem.length(), name.length())
          && stem.charAt(same) == name.charAt(same)) {
        same++;
      }
      stem = stem.substring(0, same);
    }
    int end = stem.length();
    while (end > 0 && !Character.isLetter(stem.charAt(end - 1))) {
      end--;
    }
    return end < STEM_MIN ? "" : stem.substring(0, end);
  }
}
