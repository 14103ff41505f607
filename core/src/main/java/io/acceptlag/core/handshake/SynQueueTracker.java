package io.acceptlag.core.handshake;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** Tracks when the SYN queue of one listener becomes full, stays full, and has room again. */
public final class SynQueueTracker {
  /** Longer than a client waits before its second and third SYN. */
  static final long QUIET_NANOS = 10_000_000_000L;

  private static final long RELAPSE_NANOS = 300_000_000_000L;
  private static final long QUIET_MAX_NANOS = 3_600_000_000_000L;

  /** Longer than nearly any round trip: a cookie that has not come back by then will not. */
  private static final long RETURN_NANOS = 1_000_000_000;

  /** While cookies are sent continuously, most of them have had time to come back by then. */
  private static final long UNREPORTED_MAX_NANOS = 3_000_000_000L;

  private static final Pace PACE =
      Pace.endsAfter(QUIET_NANOS).doublesWithin(RELAPSE_NANOS).upTo(QUIET_MAX_NANOS);

  private final Episode episode;
  private Answer answer = Answer.DROPPED;
  private long packets;
  private long secondSinceNanos;
  private long inSecond;
  private long mostInSecond;
  private int halfOpen = -1;
  private int room = -1;
  private boolean full;
  private boolean unprovenOnly;
  private boolean heedsMaxSynBacklog;
  private int somaxconn = -1;

  // Of the episode that is open, or was last.
  private boolean reported;
  private boolean overflowed;
  private long cameBack;

  /**
   * @param repeatNanos after which it is reported again, then after twice as long
   */
  public SynQueueTracker(long repeatNanos) {
    episode = new Episode(PACE, repeatNanos);
  }

  public boolean isOpen() {
    return episode.isOpen();
  }

  /**
   * Takes the count of half-open connections, which is reported with what follows.
   *
   * @param counted null if the kernel does not say
   */
  void counted(
      @Nullable HalfOpen counted,
      int port,
      KernelSettings settings,
      @Nullable KernelVersion kernel,
      int limit) {
    room = SynQueueRoom.of(kernel, settings, limit);
    // Half is enough: some may have been answered since, so that their places are free again.
    full = counted != null && room >= 0 && 2 * counted.at(port) >= room;
    halfOpen = counted != null && counted.complete() ? counted.at(port) : -1;
    heedsMaxSynBacklog = kernel != null && SynQueueRule.heedsMaxSynBacklog(kernel);
    somaxconn = settings.number(KernelSetting.SOMAXCONN);
    unprovenOnly = SynQueueRoom.isUnprovenOnly(kernel, settings, limit);
  }

  /** Whether so many were counted last that further SYNs may have met a full queue. */
  boolean isFull() {
    return full;
  }

  /** So many more packets met the full queue. */
  Change met(long nowNanos, Answer now, long more) {
    Change change = change(nowNanos, now);
    answer = now;
    packets = change == Change.OPENED ? more : packets + more;
    if (change == Change.OPENED) {
      mostInSecond = 0;
      cameBack = 0;
      overflowed = false;
      reported = false;
    }
    if (change == Change.OPENED || nowNanos - secondSinceNanos >= RETURN_NANOS) {
      secondSinceNanos = nowNanos;
      inSecond = 0;
    }
    inSecond += more;
    mostInSecond = Math.max(mostInSecond, inSecond);
    // Of cookies it must be seen whether they come back.
    reported |= now == Answer.DROPPED;
    return reported ? change : Change.NOTHING;
  }

  /**
   * What else was seen at a poll, whether packets met its full queue or not.
   *
   * @param received cookies that came back to the namespace
   * @param overflows whether its accept queue turns clients away
   * @return {@link Change#OPENED} once it is known what becomes of the cookies
   */
  Change watched(long nowNanos, long received, boolean overflows) {
    if (!episode.isOpen()) {
      return Change.NOTHING;
    }
    cameBack += received;
    overflowed |= overflows;
    boolean ripe =
        nowNanos - episode.endNanos() >= RETURN_NANOS
            || nowNanos - episode.startNanos() >= UNREPORTED_MAX_NANOS;
    if (reported || !ripe || isForItsAcceptQueue()) {
      return Change.NOTHING;
    }
    reported = true;
    return Change.OPENED;
  }

  /**
   * Whether the full accept queue is the reason: clients that it refused come again all at once,
   * and do complete their handshakes. That incident has been reported.
   */
  private boolean isForItsAcceptQueue() {
    return overflowed && 2 * cameBack >= packets;
  }

  private Change change(long nowNanos, Answer now) {
    if (!episode.isOpen()) {
      return episode.open(nowNanos, nowNanos);
    }
    episode.goesOn(nowNanos);
    // Somebody may have switched SYN cookies on or off meanwhile.
    return answer == now ? episode.repeats(nowNanos) : episode.changes(nowNanos);
  }

  /** No packet met a full queue. */
  Change quiet(long nowNanos) {
    Change change = episode.rests(nowNanos);
    return reported ? change : Change.NOTHING;
  }

  SynQueueTrouble trouble() {
    return new SynQueueTrouble(
        answer,
        episode.startNanos(),
        episode.endNanos(),
        packets,
        mostInSecond,
        cameBack,
        halfOpen,
        room,
        unprovenOnly,
        heedsMaxSynBacklog,
        somaxconn);
  }
}
