package io.acceptlag.agent.jvm;

import java.lang.management.LockInfo;
import java.lang.management.ThreadInfo;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a blocked thread waits for: an object, or a monitor whose class and hash are known. */
final class Waiting {
  private final @Nullable Object blocker;
  private final @Nullable String monitorClass;
  private final int monitorHash;

  private Waiting(@Nullable Object blocker, @Nullable LockInfo monitor) {
    this.blocker = blocker;
    monitorClass = monitor == null ? null : monitor.getClassName();
    monitorHash = monitor == null ? 0 : monitor.getIdentityHashCode();
  }

  /**
   * @param info null where it is not known
   */
  static Waiting of(Thread thread, @Nullable ThreadInfo info) {
    Object blocker = LockSupport.getBlocker(thread);
    return new Waiting(blocker, blocker != null || info == null ? null : info.getLockInfo());
  }

  /** As if it were parked on that object. */
  static Waiting on(Object object) {
    return new Waiting(object, null);
  }

  /** Whether it waits for anything that is known. */
  boolean known() {
    return blocker != null || monitorClass != null;
  }

  boolean isFor(Object candidate) {
    return blocker != null
        ? candidate == blocker
        : monitorClass != null
            && candidate.getClass().getName().equals(monitorClass)
            && System.identityHashCode(candidate) == monitorHash;
  }

  @Nullable Object blocker() {
    return blocker;
  }
}
