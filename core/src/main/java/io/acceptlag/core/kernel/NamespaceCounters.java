package io.acceptlag.core.kernel;

import java.util.EnumMap;
import java.util.Map;

/** The network namespace's counters since its start; -1 where the kernel does not keep one. */
public final class NamespaceCounters {
  public static final NamespaceCounters UNKNOWN = of();

  private final Map<KernelCounter, Long> totals;

  private NamespaceCounters(Map<KernelCounter, Long> totals) {
    this.totals = totals;
  }

  /**
   * @param totals in the order of {@link KernelCounter}; those left out are not known
   */
  public static NamespaceCounters of(long... totals) {
    Map<KernelCounter, Long> known = new EnumMap<>(KernelCounter.class);
    KernelCounter[] counters = KernelCounter.values();
    for (int i = 0; i < totals.length; i++) {
      known.put(counters[i], totals[i]);
    }
    return new NamespaceCounters(known);
  }

  public long total(KernelCounter counter) {
    Long total = totals.get(counter);
    return total == null ? -1 : total;
  }
}
