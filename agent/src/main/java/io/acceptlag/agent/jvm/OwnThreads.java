package io.acceptlag.agent.jvm;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The group of all of the agent's threads, and of those that libraries start from them. An uncaught
 * exception of such a thread ends here. Any other group would pass it to the application's default
 * handler, which may end the application.
 */
public final class OwnThreads extends ThreadGroup {
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile Consumer<String> notices =
      notice -> System.err.println("[acceptlag] WARN " + notice);

  public OwnThreads() {
    super(outermost(), "acceptlag");
  }

  /**
   * Not the application's own group, in which our threads would be counted and interrupted with its
   * own: whoever waits until Thread.activeCount() is 1 would wait for ever.
   */
  private static ThreadGroup outermost() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    try {
      for (ThreadGroup above = group.getParent(); above != null; above = above.getParent()) {
        group = above;
      }
    } catch (SecurityException e) {
      // As far out as a security manager lets us.
    }
    return group;
  }

  /** Sets where notices go from now on, instead of to stderr. */
  public void tell(Consumer<String> to) {
    notices = to;
  }

  /**
   * Nothing refers to it any more once its last thread has ended. Until Java 18 its parent does so
   * as long as it is not destroyed.
   */
  @SuppressWarnings({"deprecation", "removal"})
  public void end() {
    notices = notice -> {};
    try {
      // The last thread destroys it then, such as one that waits for what to write to a black box.
      setDaemon(true);
      destroy();
    } catch (IllegalThreadStateException | SecurityException | LinkageError e) {
      // A thread still runs, and will do it; newer JVMs do not destroy groups.
    }
  }

  /** Reported once, and without the message, which may quote anything. */
  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    try {
      if (told.compareAndSet(false, true)) {
        notices.accept(
            "acceptlag's thread \""
                + thread.getName()
                + "\" has ended: "
                + thrown.getClass().getName()
                + "; the application is not affected");
      }
    } catch (Throwable e) {
      // No memory for the words, and nowhere else to report it.
    }
  }
}
