package io.acceptlag.core.evidence;

/**
 * What the kernel gave the acceptor at the last samples, from each to the next. Older ones say
 * nothing of what it wants now.
 */
final class SchedulingTally {
  private static final int SAMPLES = 10;

  private final Readiness[] readiness = new Readiness[SAMPLES];
  private final long[] nanos = new long[SAMPLES];
  private final long[] cpuNanos = new long[SAMPLES];
  private int next;
  private int size;

  // The last sample, unless what came after it is not known.
  private long lastThread;
  private long lastNanos;
  private long lastCpuNanos = -1;
  private Readiness lastReadiness = Readiness.UNKNOWN;

  private boolean starves;

  void add(long nowNanos, AcceptorSample sample) {
    // A thread that waits for a lock wants no CPU.
    Readiness now = sample.state() == Thread.State.RUNNABLE ? sample.readiness() : Readiness.ASLEEP;
    boolean known =
        lastCpuNanos >= 0 && sample.cpuNanos() >= lastCpuNanos && sample.threadId() == lastThread;
    readiness[next] = now;
    nanos[next] = known ? nowNanos - lastNanos : 0;
    cpuNanos[next] = known ? sample.cpuNanos() - lastCpuNanos : 0;
    starves =
        wantedCpu()
            && now == Readiness.READY
            && Scheduling.isHardlyAny(cpuNanos[next], nanos[next]);
    next = (next + 1) % SAMPLES;
    size = Math.min(SAMPLES, size + 1);
    lastThread = sample.threadId();
    lastNanos = nowNanos;
    lastCpuNanos = sample.cpuNanos();
    lastReadiness = now;
  }

  /** The time until the next sample is not known: it may not have wanted a CPU all the while. */
  void interrupt() {
    lastCpuNanos = -1;
    lastReadiness = Readiness.UNKNOWN;
    starves = false;
  }

  void clear() {
    size = 0;
    interrupt();
  }

  /** Whether the last sample found that it wants a CPU. */
  boolean wantedCpu() {
    return lastReadiness == Readiness.READY;
  }

  /** Whether the last two samples found that, and it had hardly any in between. */
  boolean starves() {
    return starves;
  }

  Scheduling take() {
    int ready = 0;
    int asleep = 0;
    long time = 0;
    long cpuTime = 0;
    for (int i = 1; i <= size; i++) {
      int at = (next - i + SAMPLES) % SAMPLES;
      ready += readiness[at] == Readiness.READY ? 1 : 0;
      asleep += readiness[at] == Readiness.ASLEEP ? 1 : 0;
      time += nanos[at];
      cpuTime += cpuNanos[at];
    }
    return new Scheduling(ready, asleep, time, cpuTime);
  }
}
