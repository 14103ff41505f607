package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.TaskLimit;
import org.jspecify.annotations.Nullable;

/** Says that hardly any thread is left to be created: who needs one fails, or tries again. */
final class FewThreads {
  private FewThreads() {}

  /**
   * {@code This process has 30 of the 30 threads that its user may have (ulimit -u)}; null where
   * enough are left, or where that is not known.
   */
  static @Nullable String words(Evidence evidence) {
    TaskLimit tasks = evidence.tasks();
    if (!tasks.leavesTooFewFor(0)) {
      return null;
    }
    String counted = tasks.used() + " of the " + tasks.allowed();
    // No switch: its table would be a class more, to be loaded in trouble.
    return tasks.by() == TaskLimit.By.USER
        ? "This process has " + counted + " threads that its user may have (ulimit -u)"
        : tasks.by() == TaskLimit.By.SYSTEMD
            ? "This service has " + counted + " tasks that systemd allows it (TasksMax)"
            : "This cgroup has " + counted + " tasks that it may have (pids.max)";
  }
}
