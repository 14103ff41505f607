package java.net;

import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What began to listen before there was a receiver. Nothing else shows the backlog that a listener
 * asked for in the first moments of main. Not for applications.
 */
final class AcceptlagEarlyListeners {
  private static final int MAX = 32;

  /**
   * Groups of four: the listener, the backlog, the thread that bound it, and its stack. Null once
   * they have been handed over.
   */
  private static @Nullable Object @Nullable [] kept = new Object[4 * MAX];

  private static int count;

  private AcceptlagEarlyListeners() {}

  static synchronized void keep(Object listener, int backlog) {
    Object[] into = kept;
    boolean known = listener instanceof ServerSocket || listener instanceof Channel;
    if (known && into != null && count < MAX) {
      into[4 * count] = listener;
      into[4 * count + 1] = backlog;
      into[4 * count + 2] = Thread.currentThread();
      into[4 * count + 3] = new Throwable();
      count++;
    }
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
        // Asking whether it is open may call the application's code.
        AcceptlagFailures.add(e);
      }
    }
  }

  private static void handOver(Object listener, int backlog, Thread binder, Throwable trace) {
    if (listener instanceof ServerSocket) {
      if (!((ServerSocket) listener).isClosed()) {
        AcceptlagHook.listenedBefore(
            listener, AcceptlagDescriptors.ofServerSocket(listener), backlog, binder, trace);
      }
    } else if (((Channel) listener).isOpen()) {
      AcceptlagHook.listenedBefore(
          listener, AcceptlagDescriptors.ofChannel(listener), backlog, binder, trace);
    }
  }
}
