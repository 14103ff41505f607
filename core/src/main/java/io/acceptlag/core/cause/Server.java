package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/** The keys of the server that listens, as its users spell them, or words in their place. */
final class Server {
  private Server() {}

  /** What to call the backlog in front of this server's users. */
  static String backlogKey(Evidence evidence) {
    String key = evidence.server.backlogKey();
    if (key != null) {
      String since = evidence.server.backlogKeySince();
      // Where the bind was seen, it was given a backlog.
      return since == null || evidence.requestedBacklog >= 0 ? key : key + " (" + since + ")";
    }
    String newer = evidence.server.backlogKeyIsNewer();
    if (newer != null) {
      return "its backlog (" + newer + ")";
    }
    StackTraceElement[] bound = evidence.server.bound();
    return bound.length < 2
        ? "the backlog given to listen (bind)"
        : "the second argument of " + called(bound[0]) + " in " + Frames.spell(bound[1]);
  }

  /** {@code bind}, {@code new ServerSocket}. */
  private static String called(StackTraceElement frame) {
    String name = frame.getClassName();
    return frame.getMethodName().equals("<init>")
        ? "new " + name.substring(name.lastIndexOf('.') + 1)
        : frame.getMethodName();
  }

  /** What its users set to keep connections; null where there is no such key. */
  static @Nullable String keepAliveKey(Evidence evidence) {
    return evidence.server.idleKey();
  }

  /** {@code Raise maxThreads}, or more generally. */
  static String raiseWorkers(Evidence evidence) {
    String key = workersKey(evidence);
    return moreThreads(evidence, key == null ? "Give the pool more threads" : "Raise " + key);
  }

  /**
   * The advice, after what must come first where the process could not create more threads: with a
   * larger pool it would fail then.
   *
   * @param advice to have more threads
   */
  static String moreThreads(Evidence evidence, String advice) {
    String first = roomForThreads(evidence);
    return first == null
        ? advice
        : "Raise "
            + first
            + ". Then "
            + Character.toLowerCase(advice.charAt(0))
            + advice.substring(1);
  }

  /**
   * What must be raised before the pool can have more threads; null where nothing is in the way.
   */
  static @Nullable String roomForThreads(Evidence evidence) {
    TaskLimit tasks = evidence.tasks();
    int pool =
        Math.max(
            evidence.servingAsked().workers().threads(),
            Math.max(evidence.workers.threads(), evidence.handOver.threads().threads()));
    if (!tasks.leavesTooFewFor(pool)) {
      return null;
    }
    // No switch: its table would be a class more, to be loaded in trouble.
    if (tasks.by() == TaskLimit.By.USER) {
      return "the limit of threads first (ulimit -u); the user may have "
          + tasks.allowed()
          + ", and this process alone has "
          + tasks.used();
    }
    return (tasks.by() == TaskLimit.By.SYSTEMD
            ? "TasksMax first; systemd allows the service "
            : "pids.max first; the cgroup allows ")
        + tasks.allowed()
        + " tasks, and it has "
        + tasks.used();
  }

  /** Null where there is none, or where the pool that was seen is not the one that it sets. */
  static @Nullable String workersKey(Evidence evidence) {
    Workers workers =
        evidence.servingAsked().workers().known()
            ? evidence.servingAsked().workers()
            : evidence.workers;
    return workers.areOfNoPool() || (evidence.server.hasOwnPool() && workers.areOfJdkPool())
        ? null
        : evidence.server.workersKey();
  }
}
