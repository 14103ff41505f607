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

  private AcceptlagFailures() {}

  /** Called in the application's thread. Allocates nothing, because there may be no memory. */
  static void add(Throwable failure) {
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
}
