package io.acceptlag.core.episode;

/** After how much quiet an episode ends. Trouble that comes back soon must be quiet for longer. */
public final class Pace {
  final long quietNanos;
  final long quietMaxNanos;
  final long relapseNanos;

  private Pace(long quietNanos, long quietMaxNanos, long relapseNanos) {
    this.quietNanos = quietNanos;
    this.quietMaxNanos = quietMaxNanos;
    this.relapseNanos = relapseNanos;
  }

  public static Pace endsAfter(long quietNanos) {
    return new Pace(quietNanos, quietNanos, 0);
  }

  /** The quiet time doubles with each episode that opens this soon after the last one. */
  public Pace doublesWithin(long relapseNanos) {
    return new Pace(quietNanos, quietMaxNanos, relapseNanos);
  }

  public Pace upTo(long quietMaxNanos) {
    return new Pace(quietNanos, quietMaxNanos, relapseNanos);
  }
}
