package java.net;

import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What began to listen before there was a receiver: of a listener opened in the first moments of
 * main, nothing else tells what backlog it asked for. Not for applications.
 */
final class AcceptlagEarlyListeners {
  private static final int MAX = 32;

  /** By pairs: the listener, the backlog. Null once they have been handed over. */
  private static @Nullable Object @Nullable [] kept = new Object[2 * MAX];

  private static int count;

  private AcceptlagEarlyListeners() {}

  static synchronized void keep(Object listener, int backlog) {
    Object[] into = kept;
    boolean known = listener instanceof ServerSocket || listener instanceof Channel;
    if (known && into != null && count < MAX) {
      into[2 * count] = listener;
      into[2 * count + 1] = backlog;
      count++;
    }
  }

  /** Tells the hook's receiver, if there is one, of those that are still open. Keeps no more. */
  static void handOver() {
    Object[] from;
    synchronized (AcceptlagEarlyListeners.class) {
      from = kept;
      kept = null;
    }
    for (int i = 0; from != null && i < from.length && from[i] != null; i += 2) {
      try {
        handOver(from[i], (Integer) from[i + 1]);
      } catch (Throwable e) {
        // Classes of the application's may say whether they are open.
        AcceptlagFailures.add(e);
      }
    }
  }

  private static void handOver(Object listener, int backlog) {
    if (listener instanceof ServerSocket) {
      if (!((ServerSocket) listener).isClosed()) {
        AcceptlagHook.listenSocket(listener, backlog);
      }
    } else if (((Channel) listener).isOpen()) {
      AcceptlagHook.listenChannel(listener, AcceptlagDescriptors.ofChannel(listener), backlog);
    }
  }
}
