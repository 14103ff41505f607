package io.acceptlag.agent;

import io.acceptlag.agent.instrument.BaseModule;
import io.acceptlag.core.evidence.HostReading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the JVM has held up all its threads. Asked of the beans themselves, at every poll,
 * rather than told by their notifications: those need a thread of the JVM's, which a pause holds up
 * as well, and nothing here makes the platform MBean server.
 */
final class JvmPauses {
  private final List<GarbageCollectorMXBean> collectors;
  private final @Nullable Object runtime;
  private final @Nullable Method safepointTime;

  private JvmPauses(
      List<GarbageCollectorMXBean> collectors,
      @Nullable Object runtime,
      @Nullable Method safepointTime) {
    this.collectors = collectors;
    this.runtime = runtime;
    this.safepointTime = safepointTime;
  }

  static JvmPauses open(BaseModule base) {
    List<GarbageCollectorMXBean> collectors = new ArrayList<>();
    try {
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        if (pauses(collector.getName())) {
          collectors.add(collector);
        }
      }
      // HotSpot's own, in every JDK from 8 on, but not exported.
      Class<?> factory = Class.forName("sun.management.ManagementFactoryHelper", true, null);
      base.openTo(factory, "sun.management");
      Method getRuntime = factory.getMethod("getHotspotRuntimeMBean");
      Method getTime =
          Class.forName("sun.management.HotspotRuntimeMBean", true, null)
              .getMethod("getTotalSafepointTime");
      Object runtime = getRuntime.invoke(null);
      getTime.invoke(runtime);
      return new JvmPauses(collectors, runtime, getTime);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // An image without java.management, or another JVM than HotSpot: less is known.
      return new JvmPauses(collectors, null, null);
    }
  }

  /** Those of concurrent work count its time as well, in which the application runs on. */
  private static boolean pauses(String collector) {
    return !collector.contains("Concurrent") && !collector.endsWith("Cycles");
  }

  void read(HostReading into) {
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    into.gcMillis = collectors.isEmpty() ? HostReading.UNKNOWN : millis;
    if (safepointTime != null) {
      try {
        into.safepointMillis = ((Number) safepointTime.invoke(runtime)).longValue();
      } catch (ReflectiveOperationException e) {
        into.safepointMillis = HostReading.UNKNOWN;
      }
    }
  }
}
