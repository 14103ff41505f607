package io.acceptlag.agent.telemetry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether to repeat a failed request: as in the SDK, but no longer once the JVM ends, which must
 * not wait for an absent collector.
 */
final class Retries implements Predicate<IOException> {
  /** Longer than the SDK ever waits between two attempts. */
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Why the last attempt reached nobody, by the thread of the request, on which okhttp reports how
   * it ended, too.
   */
  private static final ThreadLocal<IOException> UNREACHED = new ThreadLocal<>();

  private volatile boolean ended;
  private volatile long refusedNanos = System.nanoTime() - RECENT_NANOS;

  @Override
  public boolean test(IOException failure) {
    if (failure instanceof ConnectException) {
      refusedNanos = System.nanoTime();
    }
    if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
      UNREACHED.set(failure);
    } else if (failure instanceof SocketException || failure instanceof SocketTimeoutException) {
      // It was reached; if the time is over during an attempt, okhttp closes its socket.
      UNREACHED.remove();
    }
    return !ended
        && (failure instanceof SocketException
            || failure instanceof SocketTimeoutException
            || failure instanceof UnknownHostException);
  }

  /**
   * Why the last attempt of this thread's request reached nobody; null if it was the first, or
   * reached the collector. If the time for the request is over before the next attempt, the SDK
   * says only that. Returned once.
   */
  static @Nullable IOException takeUnreached() {
    IOException last = UNREACHED.get();
    UNREACHED.remove();
    return last;
  }

  void end() {
    ended = true;
  }

  /** Whether a request that waits for its next attempt probably waits in vain. */
  boolean wereRefused() {
    return System.nanoTime() - refusedNanos < RECENT_NANOS;
  }
}
