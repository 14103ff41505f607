package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AsyncAccept.Asked;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the thread that is in the handler of an asynchronous accept. */
final class CompletionThreads {
  private final JvmBeans beans;

  CompletionThreads(JvmBeans beans) {
    this.beans = beans;
  }

  /** Null if there is none. */
  @Nullable Thread completing(AsyncListener listener) {
    List<String> handlers = listener.handlerClasses();
    if (handlers.isEmpty()) {
      return null;
    }
    List<Thread> others = ThreadSamples.others(Thread.currentThread());
    List<Thread> group = ThreadPools.workers(listener.executor());
    Thread found = find(group.isEmpty() ? others : group, handlers, true);
    // If an accept() is pending, such a thread works for an earlier one.
    return found != null || listener.asked() != Asked.NO ? found : find(others, handlers, false);
  }

  /**
   * @param called whether the group itself must have called the handler, rather than handed on its
   *     work
   */
  private @Nullable Thread find(List<Thread> threads, List<String> handlers, boolean called) {
    try {
      // The caller of the handler is at the bottom.
      long[] ids = ThreadSamples.ids(threads);
      ThreadInfo[] infos = beans.threads().getThreadInfo(ids, ThreadSamples.framesMax(ids.length));
      for (int i = 0; i < infos.length; i++) {
        if (infos[i] != null
            && (called
                ? AsyncListener.isIn(handlers, infos[i].getStackTrace())
                : AsyncListener.isInCode(handlers, infos[i].getStackTrace()))) {
          return threads.get(i);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // An image without java.management.
    }
    return null;
  }
}
