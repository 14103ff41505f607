package io.acceptlag.core.unserved;

import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.NumberedTrouble;
import org.jspecify.annotations.Nullable;

/** A listener whose connections are accepted and not served, at one moment. Immutable. */
public final class Unserved implements NumberedTrouble {
  private final long id;
  private final long startNanos;
  private final long endNanos;
  private final int sampled;
  private final int sampledLeft;
  private final @Nullable UnservedCount count;
  private final long oldestMillis;
  private final long most;
  private final long longestMillis;

  /**
   * @param count null if the kernel does not tell
   * @param most that were seen at once since it began
   * @param longestMillis that any of them was seen unread since it began
   */
  Unserved(
      long id,
      Episode episode,
      SampledConnections sample,
      @Nullable UnservedCount count,
      long most,
      long longestMillis) {
    this.id = id;
    startNanos = episode.startNanos();
    endNanos = episode.endNanos();
    sampled = sample.unserved();
    sampledLeft = sample.left();
    this.count = count;
    oldestMillis = sample.oldestNanos() / 1_000_000;
    this.most = most;
    this.longestMillis = longestMillis;
  }

  @Override
  public long id() {
    return id;
  }

  /** Since when the first of them has been unread. */
  @Override
  public long startNanos() {
    return startNanos;
  }

  /** When trouble was last seen. */
  @Override
  public long endNanos() {
    return endNanos;
  }

  /** Connections that are unserved now; at least so many unless {@link #exact}. */
  public long unserved() {
    // A walk does not list those that were reset, and may be older than the sample.
    return count == null ? sampled : Math.max(sampled, count.unserved());
  }

  /** Of these, the ones whose client has left. */
  public long left() {
    return count == null ? sampledLeft : Math.max(sampledLeft, count.left());
  }

  /** Connections that were read before and hold unread data now; -1 if not known. */
  public long kept() {
    return count == null ? -1 : count.kept();
  }

  /** Connections that were read and sent nothing since; -1 if not known. */
  public long unanswered() {
    return count == null ? -1 : count.unanswered();
  }

  /** For how long at least those that are {@link #kept} or {@link #unanswered} are so. */
  public long keptMillis() {
    return count == null ? 0 : count.keptMillis();
  }

  /** Whether all were counted. */
  public boolean exact() {
    return count != null && count.complete() && count.unserved() >= sampled;
  }

  /** Whether some of those counted may be another listener's of that port. */
  public boolean shared() {
    return count != null && count.shared();
  }

  /** For how long at least the oldest of those sampled has been unread. */
  public long oldestMillis() {
    return oldestMillis;
  }

  /** Most that were unserved at once. */
  public long most() {
    return most;
  }

  /** For how long at least any of those sampled was unread. */
  public long longestMillis() {
    return longestMillis;
  }
}
