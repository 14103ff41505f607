package io.acceptlag.core.kernel;

import java.util.Arrays;

/** The network namespace's counters since its start; -1 where the kernel does not keep one. */
public final class NamespaceCounters {
  private static final KernelCounter[] COUNTERS = KernelCounter.values();

  public static final NamespaceCounters UNKNOWN = of();

  private final long[] totals;

  private NamespaceCounters(long[] totals) {
    this.totals = totals;
  }

  /**
   * @param totals in the order of {@link KernelCounter}; those left out are not known
   */
  public static NamespaceCounters of(long... totals) {
    long[] all = Arrays.copyOf(totals, COUNTERS.length);
    Arrays.fill(all, totals.length, all.length, -1);
    return new NamespaceCounters(all);
  }

  @SuppressWarnings("EnumOrdinal") // asked several times a poll, and an EnumMap has boxes
  public long total(KernelCounter counter) {
    return totals[counter.ordinal()];
  }
}
