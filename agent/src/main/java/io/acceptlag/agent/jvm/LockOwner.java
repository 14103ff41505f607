package io.acceptlag.agent.jvm;

import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/** The thread that holds a lock of java.util.concurrent, by the lock's own field. */
final class LockOwner {
  private LockOwner() {}

  /** Null if no thread holds it, or if it is no such lock. */
  static @Nullable Thread of(@Nullable Object blocker) {
    Object owner =
        blocker instanceof AbstractOwnableSynchronizer
            ? ObjectFields.ofJdk(blocker, AbstractOwnableSynchronizer.class, "exclusiveOwnerThread")
            : null;
    return owner instanceof Thread ? (Thread) owner : null;
  }
}
