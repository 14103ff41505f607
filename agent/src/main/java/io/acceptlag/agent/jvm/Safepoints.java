package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.HostReading;
import org.jspecify.annotations.Nullable;

/** How long the JVM has stopped all its threads, by its own counters. */
final class Safepoints {
  /**
   * Up to Java 11 the time at a safepoint counts from the moment it was asked for (seen on 8 and
   * 11; on 17 and 25 a thread that comes late to it shows in the time to synchronise only).
   */
  private static final int SYNC_TIME_APART_SINCE = 14;

  private static final Safepoints UNKNOWN = new Safepoints(null, PerfMemory.NONE, PerfMemory.NONE);

  private final @Nullable PerfMemory memory;
  private final int time;
  private final int syncTime;
  private final long ticksPerMilli;

  private Safepoints(@Nullable PerfMemory memory, int time, int syncTime) {
    this.memory = memory;
    this.time = time;
    this.syncTime = syncTime;
    int frequency = memory == null ? PerfMemory.NONE : memory.find("sun.os.hrt.frequency");
    ticksPerMilli =
        memory == null || frequency == PerfMemory.NONE
            ? 1_000_000
            : Math.max(1, memory.value(frequency) / 1_000);
  }

  static Safepoints open(BaseModule base, int javaVersion) {
    try {
      return of(PerfMemory.open(base, javaVersion), javaVersion);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another JVM than HotSpot: less is known.
      return UNKNOWN;
    }
  }

  static Safepoints of(PerfMemory memory, int javaVersion) {
    boolean apart = javaVersion >= SYNC_TIME_APART_SINCE;
    int time = memory.find("sun.rt.safepointTime");
    int syncTime = apart ? memory.find("sun.rt.safepointSyncTime") : PerfMemory.NONE;
    boolean known = time != PerfMemory.NONE && (syncTime != PerfMemory.NONE || !apart);
    return known ? new Safepoints(memory, time, syncTime) : UNKNOWN;
  }

  /** -1 if it is not known, as with -XX:-UsePerfData. */
  long millis() {
    if (memory == null) {
      return HostReading.UNKNOWN;
    }
    long syncTicks = syncTime == PerfMemory.NONE ? 0 : memory.value(syncTime);
    return (memory.value(time) + syncTicks) / ticksPerMilli;
  }
}
