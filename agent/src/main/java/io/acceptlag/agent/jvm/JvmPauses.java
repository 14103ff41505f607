package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.HostReading;
import java.lang.management.GarbageCollectorMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the JVM has stopped all its threads. It is read at every poll. Notifications of the
 * beans are not used: they need a thread of the JVM, which a pause stops too. Nothing here makes
 * the platform MBean server.
 */
public final class JvmPauses {
  private final List<GarbageCollectorMXBean> collectors;
  private final Safepoints safepoints;
  private long safepointMillis = HostReading.UNKNOWN;
  private long gcMillis = HostReading.UNKNOWN;

  private JvmPauses(List<GarbageCollectorMXBean> collectors, Safepoints safepoints) {
    this.collectors = collectors;
    this.safepoints = safepoints;
  }

  public static JvmPauses open(BaseModule base, JvmBeans beans, int javaVersion) {
    List<GarbageCollectorMXBean> collectors = new ArrayList<>();
    try {
      for (GarbageCollectorMXBean collector : beans.collectors()) {
        if (pauses(collector.getName())) {
          collectors.add(collector);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management: safepoints show most collections too.
    }
    return new JvmPauses(collectors, Safepoints.open(base, javaVersion));
  }

  /**
   * Whether a collector only counts pauses. Those with concurrent phases also count the time in
   * which the application runs.
   */
  private static boolean pauses(String collector) {
    return !collector.contains("Concurrent")
        && !collector.endsWith("Cycles")
        && !collector.equals("ZGC");
  }

  /**
   * @param all also reads collections if no safepoint was counted, because a safepoint is counted
   *     after them
   */
  void read(HostReading into, boolean all) {
    long millis = safepoints.millis();
    if (all || millis != safepointMillis || millis == HostReading.UNKNOWN) {
      safepointMillis = millis;
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
}
