package io.acceptlag.core.watch;

import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.QueueAge;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Listener;

/** How long the oldest waiting connection of one listener has waited, as far as that is certain. */
final class OldestWait {
  /**
   * A listener that no hook has seen is said to stand still only after this time. Connections that
   * nobody counts may come and go between polls, but a listener that was stuck before the agent was
   * attached must be found.
   */
  static final long UNHOOKED_AGE_MIN_NANOS = 1_000_000_000;

  private final Listener listener;
  private final QueueAge age = new QueueAge();
  private int lengthBefore;
  private boolean fellUncounted;

  OldestWait(Listener listener) {
    this.listener = listener;
  }

  /**
   * Asks the kernel once how long connections have waited when an unhooked listener is found. It
   * may have been stuck long before the agent was attached.
   */
  void foundWith(QueueReading reading, int port, HandshakeProbe handshakes, long nowNanos) {
    WaitingClients waiting =
        reading.length > 0 && !listener.hooked() ? handshakes.waiting(port) : null;
    // Other listeners at the same port may have queues of their own.
    if (waiting != null && waiting.complete() && waiting.count() == reading.length) {
      long waitedMillis = Math.max(0, waiting.oldestMillis());
      age.begin(nowNanos - waitedMillis * 1_000_000, listener.accepted());
    }
  }

  /**
   * @param accepted counted before the queue was read
   * @return nanoseconds, 0 if none waits
   */
  long observe(long nowNanos, QueueReading reading, long accepted) {
    boolean fell = reading.length < lengthBefore;
    lengthBefore = reading.length;
    if (!listener.hooked() && fell) {
      fellUncounted = true;
      age.clear();
    }
    // Counting accepts adds up fifty figures, so it is done only if connections wait.
    long acceptedAfter = reading.length > 0 ? listener.accepted() : accepted;
    long oldest = age.observe(nowNanos, reading.readNanos, accepted, reading.length, acceptedAfter);
    return listener.hooked() || oldest >= UNHOOKED_AGE_MIN_NANOS ? oldest : 0;
  }

  /** Whether connections have left the queue while no hook had seen the listener. */
  boolean fellUncounted() {
    return fellUncounted;
  }
}
