package io.acceptlag.agent;

import io.acceptlag.core.evidence.HostReading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the JVM has held up all its threads. Asked of the beans themselves, at every poll,
 * rather than told by their notifications: those need a thread of the JVM's, which a pause holds up
 * as well, and nothing here makes the platform MBean server.
 */
final class JvmPauses {
  /**
   * Up to Java 11 the time at a safepoint counts from the moment it was asked for (seen on 8 and
   * 11; on 17 and 25 a thread that comes late to it shows in the time to synchronise only).
   */
  private static final int SYNC_TIME_APART_SINCE = 14;

  private final List<GarbageCollectorMXBean> collectors;
  private final @Nullable Object runtime;
  private final List<Method> safepointTimes;
  private long safepointMillis = HostReading.UNKNOWN;
  private long gcMillis = HostReading.UNKNOWN;

  private JvmPauses(
      List<GarbageCollectorMXBean> collectors,
      @Nullable Object runtime,
      List<Method> safepointTimes) {
    this.collectors = collectors;
    this.runtime = runtime;
    this.safepointTimes = safepointTimes;
  }

  static JvmPauses open(JvmBeans beans, int javaVersion) {
    List<GarbageCollectorMXBean> collectors = new ArrayList<>();
    try {
      for (GarbageCollectorMXBean collector : beans.collectors()) {
        if (pauses(collector.getName())) {
          collectors.add(collector);
        }
      }
      Object runtime = beans.hotspotRuntime();
      return new JvmPauses(
          collectors,
          runtime,
          runtime == null ? Collections.emptyList() : safepointTimes(javaVersion));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // An image without java.management, or another JVM than HotSpot: less is known.
      return new JvmPauses(collectors, null, Collections.emptyList());
    }
  }

  private static List<Method> safepointTimes(int javaVersion) throws ReflectiveOperationException {
    Class<?> runtimeType = Class.forName("sun.management.HotspotRuntimeMBean", true, null);
    List<Method> times = new ArrayList<>();
    times.add(runtimeType.getMethod("getTotalSafepointTime"));
    if (javaVersion >= SYNC_TIME_APART_SINCE) {
      times.add(runtimeType.getMethod("getSafepointSyncTime"));
    }
    for (Method time : times) {
      // Else each call looks at who calls, which costs more than what is asked for.
      time.setAccessible(true);
    }
    return times;
  }

  /** Those of concurrent work count its time as well, in which the application runs on. */
  private static boolean pauses(String collector) {
    return !collector.contains("Concurrent")
        && !collector.endsWith("Cycles")
        && !collector.equals("ZGC");
  }

  /**
   * @param all collections too, although no safepoint was counted: they are counted before it is
   */
  void read(HostReading into, boolean all) {
    long safepoints = safepointMillis();
    if (all || safepoints != safepointMillis || safepoints == HostReading.UNKNOWN) {
      safepointMillis = safepoints;
      gcMillis = gcMillis();
    }
    into.safepointMillis = safepointMillis;
    into.gcMillis = gcMillis;
  }

  private long gcMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return collectors.isEmpty() ? HostReading.UNKNOWN : millis;
  }

  /** -1 where it is not known, as with -XX:-UsePerfData. */
  private long safepointMillis() {
    long sum = safepointTimes.isEmpty() ? HostReading.UNKNOWN : 0;
    try {
      for (Method time : safepointTimes) {
        long millis = ((Number) time.invoke(runtime)).longValue();
        if (millis < 0) {
          return HostReading.UNKNOWN;
        }
        sum += millis;
      }
      return sum;
    } catch (ReflectiveOperationException e) {
      return HostReading.UNKNOWN;
    }
  }
}
