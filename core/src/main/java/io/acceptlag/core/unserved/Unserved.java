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
  private final boolean anyReset;
  private final UnservedMost most;

  /**
   * @param count null if the kernel does not say
   * @param most what it has come to since it began
   */
  Unserved(
      long id,
      Episode episode,
      SampledConnections sample,
      @Nullable UnservedCount count,
      UnservedMost most) {
    this.id = id;
    startNanos = episode.startNanos();
    endNanos = episode.endNanos();
    sampled = sample.unserved();
    sampledLeft = sample.left();
    this.count = count;
    oldestMillis = sample.oldestNanos() / 1_000_000;
    anyReset = sample.anyReset();
    this.most = most;
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
    // A walk does not list those that were reset, and may be older than the sample: where that has
    // none, those that were counted have been read since, or closed.
    return count == null || sampled == 0 ? sampled : Math.max(sampled, count.unserved());
  }

  /** Of these, the ones whose client has left. */
  public long left() {
    return count == null || sampled == 0 ? sampledLeft : Math.max(sampledLeft, count.left());
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
    return count != null && count.complete() && count.unserved() >= sampled && !anyReset;
  }

  /** Whether some of those counted may be another listener's of that port. */
  public boolean shared() {
    return count != null && count.shared();
  }

  /** For how long at least the oldest of those sampled has been unread. */
  public long oldestMillis() {
    return oldestMillis;
  }

  /** Most that were seen unserved at once; at least so many unless {@link #mostCounted}. */
  public long most() {
    return most.connections;
  }

  /** Whether those were all at that moment. */
  public boolean mostCounted() {
    return most.counted;
  }

  /** Whether some of those may have been another listener's of that port. */
  public boolean mostShared() {
    return most.shared;
  }

  /** Whether a connection was seen to be read after trouble was last seen. */
  public boolean readAgain() {
    return most.readAgain;
  }

  /** For how long at least any of those sampled was unread. */
  public long longestMillis() {
    return most.longestMillis;
  }
}
