package java.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What has gone wrong inside the hooks. It changes nothing for the application, but a connection is
 * missing in the figures. Not for applications.
 */
public final class AcceptlagFailures {
  private static final AtomicLong COUNT = new AtomicLong();
  private static final AtomicReference<@Nullable Throwable> FIRST = new AtomicReference<>();

  private AcceptlagFailures() {}

  /** Called in the application's thread: takes no memory, because there may be none. */
  static void add(Throwable failure) {
    if (COUNT.getAndIncrement() == 0) {
      FIRST.set(failure);
    }
  }

  public static long count() {
    return COUNT.get();
  }

  /** The first one, once: whatever it refers to is let go of then. */
  public static @Nullable Throwable takeFirst() {
    return FIRST.getAndSet(null);
  }
}
