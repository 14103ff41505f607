package io.acceptlag.core.incident;

/**
 * At least how long the connection at the head of an accept queue has waited, known from polls
 * alone.
 *
 * <p>Number the connections of a listener in the order they leave its queue. When {@code accepted}
 * have left and {@code length} wait, those below {@code accepted + length} have arrived. So a head
 * numbered below what had arrived at an earlier poll has waited since that poll or longer. Only the
 * first poll that saw each number arrive is kept; forgetting one makes an age smaller, never wrong.
 */
public final class QueueAge {
  private static final int CAPACITY = 64;

  /**
   * The kernel hands a connection out before its acceptor counts it, so the sum may seem to shrink
   * by one for each acceptor. A larger step back is accepts that nobody counted.
   */
  private static final int UNCOUNTED = 8;

  private final long[] pollNanos = new long[CAPACITY];
  private final long[] arrived = new long[CAPACITY];
  private int size;

  /**
   * @param nowNanos before the length was read
   * @param readNanos after it: a connection seen then for the first time may have come at any
   *     moment up to it, and a sampler that has no CPU for a while takes long to read
   * @param acceptedBefore connections counted before the length was read, so that the sum of both
   *     is never too large
   * @param acceptedAfter counted after it, so that the head's number is never too small
   * @return nanoseconds, 0 when the queue is empty
   */
  public long observe(
      long nowNanos, long readNanos, long acceptedBefore, int length, long acceptedAfter) {
    if (length <= 0) {
      size = 0;
      return 0;
    }
    long arrivedNow = acceptedBefore + length;
    if (size > 0 && arrivedNow < arrived[size - 1] - UNCOUNTED) {
      size = 0;
    }
    forgetUpTo(acceptedAfter);
    if (size == 0 || arrivedNow > arrived[size - 1]) {
      if (size == CAPACITY) {
        thinOut();
      }
      pollNanos[size] = readNanos;
      arrived[size] = arrivedNow;
      size++;
    }
    return Math.max(0, nowNanos - pollNanos[0]);
  }

  /**
   * Sets what is known about the head before the first poll.
   *
   * @param accepted connections counted so far
   */
  public void begin(long sinceNanos, long accepted) {
    pollNanos[0] = sinceNanos;
    arrived[0] = accepted + 1;
    size = 1;
  }

  /** Forgets all that was seen. */
  public void clear() {
    size = 0;
  }

  private void forgetUpTo(long head) {
    int gone = 0;
    while (gone < size && arrived[gone] <= head) {
      gone++;
    }
    size -= gone;
    System.arraycopy(pollNanos, gone, pollNanos, 0, size);
    System.arraycopy(arrived, gone, arrived, 0, size);
  }

  private void thinOut() {
    for (int i = 0; i < CAPACITY / 2; i++) {
      pollNanos[i] = pollNanos[2 * i];
      arrived[i] = arrived[2 * i];
    }
    size = CAPACITY / 2;
  }
}
