package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.CommonFrame;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HostPeriod;
import io.acceptlag.core.evidence.NativeWaits;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a busy worker waits for, and what helps where most of a pool do so in one place. */
enum WaitsFor {
  LOG("See why the log takes no lines, and let it drop them rather than wait", true),
  OUTPUT(
      "See who should read that output (a full pipe, a paused terminal), or print on another thread",
      true),
  LOCK("Find out what is done with that lock held", true),
  CONNECTION("Find what keeps that pool's connections, or let it fail sooner", true),
  CLIENT("Find out which clients are so slow, and limit the time that they may take", false),
  SOCKET(
      "Find out why the other side (a back end, or an idle client) is slow, and"
          + " set a timeout there",
      false),
  BACK_END("Find out why the other side is slow, and set a timeout there", false),
  CONNECTING("Find out who should connect there, and set a timeout there", false),
  NAME_SERVICE("Find out why the name service is slow, or do without it there", false),
  INPUT_OUTPUT("Find out what is slow there: a disk, a pipe or another process", false),
  PIPE("Find out why the other end of that pipe is slow", false),
  FILE_LOCK("Find out who holds that file lock, and for how long", true),
  PROCESS("Find out why that process takes so long, and set a timeout there", false),
  RESULT("Find out who should complete it, and set a timeout there", false),
  SLEEP("Find out why threads sleep there", false),
  SOMETHING("Find out what they wait for there", false),
  /** For the JVM it runs. */
  NATIVE_CODE("Find out what that native code does, or waits for", false),
  CPU("Give the process more CPUs, or less of that work", true);

  /** Less than this says little of what is used. */
  private static final long MIN_NANOS = 500_000_000;

  private final String remedy;

  /** Elsewhere more threads might help, or not. */
  private final boolean shared;

  WaitsFor(String remedy, boolean shared) {
    this.remedy = remedy;
    this.shared = shared;
  }

  static WaitsFor of(AcceptorSample worker) {
    StackTraceElement[] stack = worker.stack();
    if (Stacks.isAsleep(stack)) {
      return SLEEP;
    }
    if (SlowClient.isWaitedFor(worker)) {
      return CLIENT;
    }
    if (Stacks.accepts(stack)) {
      return CONNECTING;
    }
    if (Frames.connectsSocket(stack) || Frames.receives(stack)) {
      return BACK_END;
    }
    if (Frames.readsSocket(stack) || Frames.writesSocket(stack) || Frames.waitsInSelector(stack)) {
      return SOCKET;
    }
    if (Printing.isWaitedFor(worker)) {
      return OUTPUT;
    }
    Activity activity = Activity.of(stack);
    if (activity == Activity.NAME_SERVICE) {
      return NAME_SERVICE;
    }
    if (activity == Activity.LOGGING
        && (worker.state() != Thread.State.RUNNABLE || Frames.isInInputOutput(stack))) {
      return LOG;
    }
    switch (worker.state()) {
      case RUNNABLE:
        return Frames.isInInputOutput(stack)
            ? inKernel(stack)
            : NativeWaits.mayBeIn(stack) ? NATIVE_CODE : CPU;
      case BLOCKED:
        return LOCK;
      default:
        return ConnectionPools.name(stack) != null ? CONNECTION : inJdk(worker);
    }
  }

  /** Whether nothing is seen that it waits for. */
  static boolean isRunning(AcceptorSample worker) {
    WaitsFor its = of(worker);
    return its == CPU || its == NATIVE_CODE;
  }

  private static WaitsFor inKernel(StackTraceElement[] stack) {
    String what = NativeWaits.what(stack);
    return what == null ? INPUT_OUTPUT : what.endsWith("pipe") ? PIPE : FILE_LOCK;
  }

  /** Whether more threads would have to share what it waits for. */
  boolean isShared() {
    return shared;
  }

  /** Null where they wait for different things. */
  private static @Nullable WaitsFor ofMost(List<AcceptorSample> workers) {
    Map<WaitsFor, Integer> counts = new EnumMap<>(WaitsFor.class);
    for (AcceptorSample worker : workers) {
      WaitsFor reason = of(worker);
      if (2 * counts.merge(reason, 1, (one, other) -> one + other) > workers.size()) {
        return reason;
      }
    }
    return null;
  }

  /**
   * What helps where they do not get on.
   *
   * @param workers all in one place
   */
  static String remedy(Evidence evidence, List<AcceptorSample> workers) {
    return ofMost(evidence, workers).spelt(workers);
  }

  /** {@link #SOMETHING} where they wait for different things, or do not compute after all. */
  private static WaitsFor ofMost(Evidence evidence, List<AcceptorSample> workers) {
    WaitsFor ofMost = ofMost(workers);
    return ofMost == null || (ofMost == CPU && isHardlyAnyUsed(evidence.host)) ? SOMETHING : ofMost;
  }

  private String spelt(List<AcceptorSample> workers) {
    return this == CLIENT ? remedy + SlowClient.limit(workers.get(0)) : remedy;
  }

  /**
   * Whether all threads together used so little that none can have computed for long: what calls
   * native code by a method handle has no frame for it.
   */
  private static boolean isHardlyAnyUsed(HostPeriod host) {
    return host.cpuNanos >= 0 && host.nanos >= MIN_NANOS && 10 * host.cpuNanos < host.nanos;
  }

  private static WaitsFor inJdk(AcceptorSample worker) {
    JdkCall call = JdkCall.of(worker.stack());
    if (call != null && call.kind() == JdkCall.Kind.RESULT) {
      return RESULT;
    }
    if (call != null && call.kind() == JdkCall.Kind.PROCESS) {
      return PROCESS;
    }
    return worker.lockOwner() != null || (call != null && call.name().contains("Lock."))
        ? LOCK
        : SOMETHING;
  }

  /**
   * @param most whether most of them are where that frame is: then what they wait for there is to
   *     be mended, unless it only leads to different things
   */
  static String advice(Evidence evidence, CommonFrame frame, boolean most) {
    WaitsFor ofMost = ofMost(frame.threads());
    boolean noPool = evidence.servingAsked().workers().areOfNoPool();
    if (!most || (ofMost == null && frame.isOnTheWay())) {
      return noPool
          ? "Find out what keeps these threads busy."
          : Server.raiseWorkers(evidence) + ", or find what keeps the threads busy.";
    }
    WaitsFor reason = ofMost(evidence, frame.threads());
    if (noPool || !reason.shared) {
      return reason.spelt(frame.threads()) + ".";
    }
    return reason.spelt(frame.threads()) + "; more threads do not help.";
  }
}
