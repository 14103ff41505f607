package io.acceptlag.core.kernel;

/** When something is to be read again. */
public final class Due {
  private final long periodNanos;
  private boolean everDone;
  private long doneNanos;

  public Due(Period period) {
    periodNanos = period.nanos();
  }

  /** Whether its time has come. The first time is due at once. */
  public boolean is(long nowNanos) {
    return !everDone || nowNanos - doneNanos >= periodNanos;
  }

  /** Whether it is due; if so, it counts as done from now on. */
  public boolean take(long nowNanos) {
    boolean due = is(nowNanos);
    if (due) {
      done(nowNanos);
    }
    return due;
  }

  public void done(long nowNanos) {
    everDone = true;
    doneNanos = nowNanos;
  }

  /** Makes it due at once, because what was read is about something else by now. */
  public void reset() {
    everDone = false;
  }
}
