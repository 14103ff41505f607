package java.net;

import java.nio.channels.Channel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What began to listen before there was a receiver. Nothing else shows the backlog that a listener
 * asked for in the first moments of main. Not for applications.
 */
final class AcceptlagEarlyListeners {
  /** A bound, because an application may open and close any number of them. */
  private static final int MAX = 1024;

  /** A stack costs far more than the rest. */
  private static final int STACKS_MAX = 32;

  /**
   * Groups of four: the listener, the backlog, the thread that bound it, and its stack. Null once
   * they have been handed over; volatile for the same reason as in {@link AcceptlagEarlyAccepts}.
   */
  private static volatile @Nullable Object @Nullable [] kept = new Object[4 * STACKS_MAX];

  private static int count;

  private AcceptlagEarlyListeners() {}

  static void keep(Object listener, int backlog) {
    if (!(listener instanceof ServerSocket) && !(listener instanceof Channel)) {
      return;
    }
    // Where the agent has left, or has given up, each listen comes here for ever: without a lock.
    if ((kept == null || !add(listener, backlog)) && AcceptlagHook.receiver != null) {
      // It has come since the hook asked for it.
      handOver(listener, backlog, Thread.currentThread(), new Throwable());
    }
  }

  /** Returns false if nothing is kept any more. */
  private static synchronized boolean add(Object listener, int backlog) {
    @Nullable Object[] into = kept;
    if (into == null) {
      return false;
    }
    if (count < MAX) {
      if (4 * count == into.length) {
        into = Arrays.copyOf(into, 2 * into.length);
      }
      into[4 * count] = listener;
      into[4 * count + 1] = backlog;
      into[4 * count + 2] = Thread.currentThread();
      into[4 * count + 3] = count < STACKS_MAX ? new Throwable() : null;
      kept = into;
      count++;
    }
    return true;
  }

  /**
   * Passes those that are still open to the hook's receiver, if there is one. Keeps none
   * afterwards.
   */
  static void handOver() {
    Object[] from;
    synchronized (AcceptlagEarlyListeners.class) {
      from = kept;
      kept = null;
    }
    for (int i = 0; from != null && i < from.length && from[i] != null; i += 4) {
      try {
        handOver(from[i], (Integer) from[i + 1], (Thread) from[i + 2], (Throwable) from[i + 3]);
      } catch (Throwable e) {
        // The others are told all the same.
        AcceptlagFailures.add(e);
      }
    }
  }

  private static void handOver(
      Object listener, int backlog, Thread binder, @Nullable Throwable trace) {
    if (listener instanceof ServerSocket) {
      if (!AcceptlagDescriptors.isClosed((ServerSocket) listener)) {
        AcceptlagHook.listenedBefore(
            listener, AcceptlagDescriptors.ofServerSocket(listener), backlog, binder, trace);
      }
    } else if (((Channel) listener).isOpen()) {
      AcceptlagHook.listenedBefore(
          listener, AcceptlagDescriptors.ofChannel(listener), backlog, binder, trace);
    }
  }
}
