package io.acceptlag.core.incident;

/**
 * Notices connections that leave a listener's queue without being counted by a hook: native code
 * accepts them, or another process that shares the socket, or another agent has removed the hook.
 * Nothing but accept() shortens an accept queue, so the queue itself is the proof, and no port need
 * be opened to test the hook.
 */
public final class UnseenAccepts {
  /** A few may be on their way from the kernel to the hook, one for each acceptor. */
  private static final int LEFT_MIN = 3;

  private static final long SECOND = 1_000_000_000L;
  private static final long BOUND_NANOS = SECOND;

  /**
   * A hook that has counted before may just be late: a SecurityManager may ask the name service
   * between accept() and the hook, and io_uring accepts ahead of its event loop.
   */
  private static final long BOUND_IF_EVER_COUNTED_NANOS = 60 * SECOND;

  private long counted;
  private int lengthBefore;
  private int left;
  private long leftNanos;

  /**
   * @param accepted connections counted by the hook so far
   * @param length of the queue; -1 when not known
   * @return whether it is certain by now
   */
  public boolean observe(long nowNanos, long accepted, int length) {
    if (accepted != counted) {
      counted = accepted;
      left = 0;
    } else if (length >= 0 && length < lengthBefore) {
      if (left == 0) {
        leftNanos = nowNanos;
      }
      left = Math.min(LEFT_MIN, left + lengthBefore - length);
    }
    lengthBefore = length;
    return left == LEFT_MIN && nowNanos - leftNanos >= bound();
  }

  private long bound() {
    return counted == 0 ? BOUND_NANOS : BOUND_IF_EVER_COUNTED_NANOS;
  }
}
