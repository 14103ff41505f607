package io.acceptlag.agent.jvm;

import io.acceptlag.probes.procfs.Tasks;
import java.util.HashMap;
import java.util.Map;

/**
 * Threads of this JVM, as the kernel sees them. To the JVM, a thread in a native method is
 * RUNNABLE, whether it waits for a CPU or for a client.
 *
 * <p>Java does not tell the kernel's id of a thread. But both tell for how long a thread has run,
 * to the nanosecond, and as long as it does not run this is the same figure. For the sampler's
 * thread.
 */
public final class KernelThreads {
  private static final int KEPT_MAX = 64;

  /** After so many in which none was asked for, they and their stacks are dropped. */
  private static final int IDLE_POLLS = 100;

  private final Tasks tasks;
  private final Map<Long, KernelThread> threads = new HashMap<>();
  private int idlePolls;
  private boolean searched;

  public KernelThreads(Tasks tasks) {
    this.tasks = tasks;
  }

  void nextPoll() {
    searched = false;
    if (!threads.isEmpty() && ++idlePolls > IDLE_POLLS) {
      threads.clear();
    }
  }

  /**
   * @param id Java's
   */
  KernelThread of(long id) {
    idlePolls = 0;
    KernelThread thread = threads.get(id);
    if (thread == null) {
      if (threads.size() == KEPT_MAX) {
        threads.clear();
      }
      thread = new KernelThread(this, tasks);
      threads.put(id, thread);
    }
    return thread;
  }

  /**
   * Whether all threads may be looked through in this poll, which takes a millisecond for every
   * hundred of them.
   */
  boolean takeSearch() {
    boolean free = !searched;
    searched = true;
    return free;
  }
}
