package io.acceptlag.core.kernel;

import java.util.EnumMap;
import java.util.Map;

/** What {@link LossCounter}s have counted since the network namespace began. */
public final class Losses {
  public static final Losses UNKNOWN = new Losses(new EnumMap<>(LossCounter.class), -1);

  private final Map<LossCounter, Long> totals;
  private final long tracked;

  /**
   * @param totals those that could be read
   * @param tracked connections in conntrack's table now, -1 if that is not known
   */
  public Losses(Map<LossCounter, Long> totals, long tracked) {
    this.totals = new EnumMap<>(LossCounter.class);
    this.totals.putAll(totals);
    this.tracked = tracked;
  }

  /** -1 where the kernel does not keep it, or does not let us read it. */
  public long total(LossCounter counter) {
    Long total = totals.get(counter);
    return total == null ? -1 : total;
  }

  public long tracked() {
    return tracked;
  }

  /** How many more than before; 0 where either is not known. */
  public long since(Losses before, LossCounter counter) {
    long total = total(counter);
    long was = before.total(counter);
    return total < 0 || was < 0 ? 0 : Math.max(0, total - was);
  }
}
