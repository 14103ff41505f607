package io.acceptlag.core.handshake;

import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** Of one listener: when its SYN queue begins to be full, is still so, and has room again. */
public final class SynQueueTracker {
  /** What there is to tell. */
  public enum Change {
    OPENED,
    STILL_OPEN,
    ENDED
  }

  /** Longer than a client waits before its second and third SYN. */
  static final long QUIET_NANOS = 10_000_000_000L;

  /** One that comes back so soon doubles the quiet time that ends it, so that it is told less. */
  private static final long RELAPSE_NANOS = 300_000_000_000L;

  private static final long REPEAT_MAX_NANOS = 3_600_000_000_000L;

  private final long repeatNanos;
  private boolean open;
  private Answer answer = Answer.DROPPED;
  private long startNanos;
  private long endNanos;
  private long packets;
  private int halfOpen = -1;
  private int room = -1;
  private boolean full;
  private boolean unprovenOnly;
  private long repeatAtNanos;
  private long repeatGapNanos;
  private long quietNanos = QUIET_NANOS;
  private long closedNanos;
  private boolean everClosed;

  /**
   * @param repeatNanos after which it is told again, then after twice as long
   */
  public SynQueueTracker(long repeatNanos) {
    this.repeatNanos = repeatNanos;
  }

  public boolean isOpen() {
    return open;
  }

  /**
   * What its queue holds was counted, and is to be told with what follows.
   *
   * @param counted null if the kernel does not tell
   */
  void counted(
      @Nullable HalfOpen counted,
      int port,
      KernelSettings settings,
      @Nullable KernelVersion kernel,
      int limit) {
    room = SynQueueRoom.of(kernel, settings, limit);
    // A request may have been answered since, and its place be free again.
    full = counted != null && room >= 0 && 2 * counted.at(port) >= room;
    halfOpen = counted != null && counted.complete() ? counted.at(port) : -1;
    unprovenOnly = SynQueueRoom.isUnprovenOnly(kernel, settings, limit);
  }

  /** Whether what was counted last is so much that further SYNs may have met a full queue. */
  boolean isFull() {
    return full;
  }

  /** So many packets more met its full queue. Null when there is nothing to tell. */
  @Nullable Change met(long nowNanos, Answer now, long more) {
    if (!open) {
      open = true;
      boolean relapse = everClosed && nowNanos - closedNanos < RELAPSE_NANOS;
      quietNanos = relapse ? Math.min(2 * quietNanos, REPEAT_MAX_NANOS) : QUIET_NANOS;
      answer = now;
      startNanos = nowNanos;
      packets = 0;
      scheduleRepeat(nowNanos, repeatNanos);
      add(nowNanos, more);
      return Change.OPENED;
    }
    add(nowNanos, more);
    if (answer != now) {
      // Somebody has switched SYN cookies on or off meanwhile.
      answer = now;
      scheduleRepeat(nowNanos, repeatNanos);
      return Change.OPENED;
    }
    if (nowNanos - repeatAtNanos >= 0) {
      scheduleRepeat(nowNanos, Math.min(2 * repeatGapNanos, REPEAT_MAX_NANOS));
      return Change.STILL_OPEN;
    }
    return null;
  }

  /** No packet met it. Null when there is nothing to tell. */
  @Nullable Change quiet(long nowNanos) {
    if (!open || nowNanos - endNanos < quietNanos) {
      return null;
    }
    open = false;
    everClosed = true;
    closedNanos = nowNanos;
    return Change.ENDED;
  }

  SynQueueTrouble trouble() {
    return new SynQueueTrouble(answer, startNanos, endNanos, packets, halfOpen, room, unprovenOnly);
  }

  private void add(long nowNanos, long more) {
    endNanos = nowNanos;
    packets += more;
  }

  private void scheduleRepeat(long nowNanos, long gapNanos) {
    repeatGapNanos = gapNanos;
    repeatAtNanos = nowNanos + gapNanos;
  }
}
