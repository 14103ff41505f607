package io.acceptlag.core.evidence;

/**
 * What limits the number of threads of this process most: how many tasks it allows, and how many of
 * them there are. The kernel calls each thread of each process a task. -1 if not known.
 */
public final class TaskLimit {
  public static final TaskLimit UNKNOWN = new TaskLimit(By.CGROUP, -1, -1);

  /** With so many left, an application finds some for what it starts now and then. */
  private static final int FEW = 50;

  private static final int TENTH = 10;

  /** Who sets the limit. */
  public enum By {
    /** pids.max of the cgroup or of one above it. */
    CGROUP,

    /** The same, of a service of systemd, which sets it by TasksMax. */
    SYSTEMD,

    /** RLIMIT_NPROC, of all processes of the user; only those of this process are counted. */
    USER
  }

  private final By by;
  private final long used;
  private final long allowed;

  public TaskLimit(By by, long used, long allowed) {
    this.by = by;
    this.used = used;
    this.allowed = allowed;
  }

  public By by() {
    return by;
  }

  /** How many there are; at least so many where it is the limit of a user. */
  public long used() {
    return used;
  }

  public long allowed() {
    return allowed;
  }

  private boolean known() {
    return used >= 0 && allowed > 0;
  }

  /** The one of the two that leaves fewer; one that is not known limits nothing. */
  public TaskLimit orNarrower(TaskLimit other) {
    return other.known() && (!known() || other.left() < left()) ? other : this;
  }

  private long left() {
    return Math.max(0, allowed - used);
  }

  /**
   * Whether a pool of so many threads could not get as many again, or less than a tenth is left and
   * that is few.
   */
  public boolean leavesTooFewFor(int threads) {
    return known() && (left() < threads || (left() < FEW && left() * TENTH < allowed));
  }
}
