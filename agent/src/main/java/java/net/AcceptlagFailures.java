package java.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Failures inside the hooks. They do not affect the application, but a connection is missing in the
 * figures. Not for applications.
 */
public final class AcceptlagFailures {
  private static final AtomicLong COUNT = new AtomicLong();
  private static final AtomicReference<@Nullable Throwable> FIRST = new AtomicReference<>();

  /** By its name: a JDK to come may not have it. */
  private static final @Nullable Class<?> THREAD_DEATH = threadDeath();

  private AcceptlagFailures() {}

  /**
   * Called in the application's thread: takes no memory, because there may be none.
   *
   * <p>What Thread.stop throws (up to Java 19) is meant for that thread, and comes wherever it is:
   * were it kept here, the thread would go on.
   */
  static void add(Throwable failure) {
    if (failure.getClass() == THREAD_DEATH) {
      throw (Error) failure;
    }
    if (COUNT.getAndIncrement() == 0) {
      FIRST.set(failure);
    }
  }

  public static long count() {
    return COUNT.get();
  }

  /** The first failure, once, so that what it refers to can be collected. */
  public static @Nullable Throwable takeFirst() {
    return FIRST.getAndSet(null);
  }

  private static @Nullable Class<?> threadDeath() {
    try {
      return Class.forName("java.lang.ThreadDeath", false, null);
    } catch (Throwable e) {
      // An Error too: every hook relies on this class.
      return null;
    }
  }
}
