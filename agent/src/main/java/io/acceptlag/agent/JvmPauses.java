package io.acceptlag.agent;

import io.acceptlag.agent.instrument.BaseModule;
import io.acceptlag.core.evidence.HostReading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
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

  static JvmPauses open(BaseModule base, int javaVersion) {
    try {
      return ofHotSpot(base, javaVersion);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another JVM than HotSpot, or an image without java.management: less is known.
      return ofAnyJvm();
    }
  }

  /**
   * Of what HotSpot has in every JDK from 8 on, but does not export. ManagementFactory has the
   * collectors from there, but makes all the providers of platform beans for it, which loads 60
   * classes.
   */
  private static JvmPauses ofHotSpot(BaseModule base, int javaVersion)
      throws ReflectiveOperationException {
    Class<?> factory = Class.forName("sun.management.ManagementFactoryHelper", true, null);
    base.openTo(factory, "sun.management");
    List<?> collectors = (List<?>) factory.getMethod("getGarbageCollectorMXBeans").invoke(null);
    Method getRuntime = factory.getMethod("getHotspotRuntimeMBean");
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
    return new JvmPauses(thatPause(collectors), getRuntime.invoke(null), times);
  }

  private static JvmPauses ofAnyJvm() {
    List<GarbageCollectorMXBean> collectors = Collections.emptyList();
    try {
      collectors = thatPause(ManagementFactory.getGarbageCollectorMXBeans());
    } catch (RuntimeException | LinkageError e) {
      // Then nothing is.
    }
    return new JvmPauses(collectors, null, Collections.emptyList());
  }

  private static List<GarbageCollectorMXBean> thatPause(List<?> collectors) {
    List<GarbageCollectorMXBean> pausing = new ArrayList<>();
    for (Object each : collectors) {
      GarbageCollectorMXBean collector = (GarbageCollectorMXBean) each;
      if (pauses(collector.getName())) {
        pausing.add(collector);
      }
    }
    return pausing;
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
