package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
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
    return key == null ? "Give the pool more threads" : "Raise " + key;
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
