package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.quiet.QuietEvents;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Whether to repeat a failed request: as in the SDK, but no longer once the JVM ends, which must
 * not wait for an absent collector.
 */
final class Retries implements Predicate<IOException> {
  /** Longer than the SDK ever waits between two attempts. */
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private volatile boolean ended;
  private volatile long refusedNanos = System.nanoTime() - RECENT_NANOS;

  @Override
  public boolean test(IOException failure) {
    if (failure instanceof ConnectException) {
      refusedNanos = System.nanoTime();
    }
    if (failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || failure instanceof UnknownHostException) {
      QuietEvents.unreached(failure);
    } else if (failure instanceof SocketException || failure instanceof SocketTimeoutException) {
      // It was reached; if the time is over during an attempt, okhttp closes its socket.
      QuietEvents.takeUnreached();
    }
    return !ended
        && (failure instanceof SocketException
            || failure instanceof SocketTimeoutException
            || failure instanceof UnknownHostException);
  }

  void end() {
    ended = true;
  }

  /** Whether a request that waits for its next attempt probably waits in vain. */
  boolean wereRefused() {
    return System.nanoTime() - refusedNanos < RECENT_NANOS;
  }
}
