package io.acceptlag.agent.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The group of all of the agent's threads, and of those that libraries start from them. An uncaught
 * exception of such a thread ends here. Any other group would pass it to the application's default
 * handler, which may end the application.
 */
public final class OwnThreads extends ThreadGroup {
  /** OkHttp lets an idle thread live for a minute. */
  private static final long THREADS_END_MILLIS = 90_000;

  /** For threads that start meanwhile. */
  private static final int SPARE = 8;

  private final AtomicBoolean reported = new AtomicBoolean();
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
  public void reportTo(Consumer<String> to) {
    notices = to;
  }

  /**
   * Waits for its threads to end; then nothing refers to it any more. Until Java 18 its parent does
   * so as long as it is not destroyed, and it does not destroy itself, because a shutdown hook was
   * made in it that is never started.
   */
  @SuppressWarnings({"deprecation", "removal"})
  public void end() {
    notices = notice -> {};
    try {
      awaitThreads();
      destroy();
    } catch (IllegalThreadStateException | LinkageError e) {
      // A thread still hangs in a log or a collector; newer JVMs do not destroy groups.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Such as one that writes a black box, and looks once a second whether it still is to. */
  private void awaitThreads() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(THREADS_END_MILLIS);
    Thread[] running = new Thread[activeCount() + SPARE];
    int count = enumerate(running);
    for (int i = 0; i < count; i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left > 0) {
        running[i].join(left);
      }
    }
  }

  /** Reported once, and without the message, which may quote anything. */
  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    try {
      if (reported.compareAndSet(false, true)) {
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
