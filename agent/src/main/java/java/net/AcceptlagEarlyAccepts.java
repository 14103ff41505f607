package java.net;

import java.io.FileDescriptor;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted before there was a receiver: how many by each listener, and when the first ones
 * were accepted, so that their waits can be read later. Not for applications.
 *
 * <p>Descriptors are not asked for yet, because that links calls, which takes milliseconds.
 */
final class AcceptlagEarlyAccepts {
  private static final int LISTENERS_MAX = 32;
  private static final int CONNECTIONS_MAX = 256;

  /** Null once all have been handed over, or if nobody will take them. */
  private static @Nullable Of @Nullable [] listeners = new Of[LISTENERS_MAX];

  private static int connections;

  private AcceptlagEarlyAccepts() {}

  /**
   * @param fd of the listener, or NONE if the listener is asked for it later
   * @param descriptor of the listener; null if fd is given, or the listener can be asked
   * @param connection null if it could not be found out later whether it is still open
   */
  static void keep(
      Object listener, int fd, @Nullable FileDescriptor descriptor, @Nullable Object connection) {
    try {
      add(listener, fd, descriptor, connection, System.nanoTime());
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  private static synchronized void add(
      Object listener,
      int fd,
      @Nullable FileDescriptor descriptor,
      @Nullable Object connection,
      long nowNanos) {
    Of of = of(listener, fd, descriptor);
    if (of == null) {
      return;
    }
    of.count++;
    if (connection != null && connections < CONNECTIONS_MAX) {
      connections++;
      Noted noted = new Noted(connection, nowNanos);
      noted.before = of.latest;
      of.latest = noted;
    }
  }

  private static @Nullable Of of(Object listener, int fd, @Nullable FileDescriptor descriptor) {
    @Nullable Of[] all = listeners;
    for (int i = 0; all != null && i < all.length; i++) {
      Of each = all[i];
      if (each == null) {
        each = new Of(listener, fd, descriptor);
        all[i] = each;
      }
      if (each.listener == listener) {
        return each;
      }
    }
    return null;
  }

  /** Passes listeners that are still open to the hook's receiver, if there is one. */
  static void handOver() {
    @Nullable Of[] all;
    synchronized (AcceptlagEarlyAccepts.class) {
      all = listeners;
      listeners = null;
    }
    for (int i = 0; all != null && i < all.length; i++) {
      Of each = all[i];
      if (each != null) {
        try {
          handOver(each);
        } catch (Throwable e) {
          AcceptlagFailures.add(e);
        }
      }
    }
  }

  private static void handOver(Of of) {
    int fd = of.openFd();
    if (fd < 0) {
      return;
    }
    int rest = of.count;
    for (Noted each = of.latest; each != null; each = each.before) {
      AcceptlagHook.acceptedEarlier(of.listener, fd, openFd(each.connection), each.acceptedNanos);
      rest--;
    }
    if (rest > 0) {
      AcceptlagHook.acceptedEarlier(of.listener, fd, rest);
    }
  }

  /** NONE if it is closed, or if only a class of the application could say whether it is. */
  private static int openFd(Object connection) {
    if (connection.getClass() == Socket.class) {
      return ((Socket) connection).isClosed()
          ? AcceptlagDescriptors.NONE
          : AcceptlagDescriptors.ofSocket(connection);
    }
    return isOpenOfJdk(connection)
        ? AcceptlagDescriptors.ofChannel(connection)
        : AcceptlagDescriptors.NONE;
  }

  private static boolean isOpenOfJdk(Object channel) {
    return channel instanceof Channel
        && channel.getClass().getClassLoader() == null
        && ((Channel) channel).isOpen();
  }

  /** One listener. */
  private static final class Of {
    final Object listener;
    final int fd;
    final @Nullable FileDescriptor descriptor;
    int count;
    @Nullable Noted latest;

    Of(Object listener, int fd, @Nullable FileDescriptor descriptor) {
      this.listener = listener;
      this.fd = fd;
      this.descriptor = descriptor;
    }

    /**
     * NONE if it is closed. For one of Netty that is not known here; the kernel says whether it
     * listens.
     */
    int openFd() {
      if (listener instanceof ServerSocket) {
        return ((ServerSocket) listener).isClosed()
            ? AcceptlagDescriptors.NONE
            : AcceptlagDescriptors.ofServerSocket(listener);
      }
      if (listener instanceof Channel && !((Channel) listener).isOpen()) {
        return AcceptlagDescriptors.NONE;
      }
      return descriptor == null ? fd : AcceptlagDescriptors.of(descriptor);
    }
  }

  /** One connection. */
  private static final class Noted {
    final Object connection;
    final long acceptedNanos;
    @Nullable Noted before;

    Noted(Object connection, long acceptedNanos) {
      this.connection = connection;
      this.acceptedNanos = acceptedNanos;
    }
  }
}
