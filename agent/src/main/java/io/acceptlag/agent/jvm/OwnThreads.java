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
    super("acceptlag");
  }

  /** Sets where notices go from now on, instead of to stderr. */
  public void tell(Consumer<String> to) {
    notices = to;
  }

  /**
   * Destroys the group. Until Java 18 its parent, the application's group, refers to it until then.
   */
  @SuppressWarnings({"deprecation", "removal"})
  public void end() {
    notices = notice -> {};
    try {
      destroy();
    } catch (IllegalThreadStateException | LinkageError e) {
      // A thread still hangs in a log or a collector; newer JVMs do not destroy groups.
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
