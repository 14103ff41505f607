package java.net;

import java.io.FileDescriptor;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Channel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted before there was a receiver: how many by each listener, and when the first ones
 * were accepted, so that their waits can be read later. Not for applications.
 *
 * <p>Descriptors are not asked for yet, because that links calls, which takes milliseconds.
 */
final class AcceptlagEarlyAccepts {
  /** A bound, because an application may open and close any number of them. */
  private static final int LISTENERS_MAX = 1024;

  private static final int CONNECTIONS_MAX = 256;

  /**
   * Null once all have been handed over, or if nobody will take them. That is set after the
   * receiver; it is volatile so that whoever sees null sees the receiver too.
   */
  private static volatile @Nullable Of @Nullable [] listeners = new Of[16];

  private static int connections;

  /** Accepts of listeners beyond {@link #LISTENERS_MAX} that are certainly for TCP. */
  private static int ofOthers;

  private AcceptlagEarlyAccepts() {}

  /**
   * @param fd of the listener, or NONE if the listener is asked for it later
   * @param descriptor of the listener; null if fd is given, or the listener can be asked
   * @param connection null if it could not be found out later whether it is still open
   */
  static void keep(
      Object listener, int fd, @Nullable FileDescriptor descriptor, @Nullable Object connection) {
    try {
      // Where the agent has left, or has given up, each accept comes here for ever: without a lock.
      boolean handedOver =
          listeners == null || !add(listener, fd, descriptor, connection, System.nanoTime());
      if (handedOver && AcceptlagHook.receiver != null) {
        // It has come since the hook asked for it.
        Of late = new Of(listener, fd, descriptor);
        late.add(connection, System.nanoTime());
        handOver(late);
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  /** Returns false if nothing is kept any more. */
  private static synchronized boolean add(
      Object listener,
      int fd,
      @Nullable FileDescriptor descriptor,
      @Nullable Object connection,
      long nowNanos) {
    @Nullable Of[] all = listeners;
    if (all == null) {
      return false;
    }
    Of of = of(all, listener, fd, descriptor);
    if (of != null) {
      boolean noted = connection != null && connections < CONNECTIONS_MAX;
      of.add(noted ? connection : null, nowNanos);
      connections += noted ? 1 : 0;
    } else if (listener instanceof ServerSocket
        || listener instanceof AsynchronousServerSocketChannel) {
      // Of other channels it would have to be asked whether they are for TCP, which links calls.
      ofOthers++;
    }
    return true;
  }

  private static @Nullable Of of(
      @Nullable Of[] all, Object listener, int fd, @Nullable FileDescriptor descriptor) {
    int i = 0;
    for (Of each = all[0]; each != null; each = i < all.length ? all[i] : null) {
      if (each.listener == listener) {
        return each;
      }
      i++;
    }
    if (i == LISTENERS_MAX) {
      return null;
    }
    Of added = new Of(listener, fd, descriptor);
    @Nullable Of[] roomy = i < all.length ? all : Arrays.copyOf(all, 2 * i);
    roomy[i] = added;
    listeners = roomy;
    return added;
  }

  /** Passes all of it to the hook's receiver, if there is one, and keeps nothing afterwards. */
  static void handOver() {
    @Nullable Of[] all;
    int more;
    synchronized (AcceptlagEarlyAccepts.class) {
      all = listeners;
      listeners = null;
      more = ofOthers;
      ofOthers = 0;
    }
    if (more > 0) {
      handOver(more);
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

  private static void handOver(int more) {
    try {
      AcceptlagHook.acceptedEarlier(more);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  private static void handOver(Of of) {
    int fd = of.openFd();
    if (fd < 0) {
      if (of.isClosed() && AcceptlagDescriptors.isTcpOfJdk(of.listener)) {
        AcceptlagHook.acceptedEarlier(of.count);
      }
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
     * @param connection null if it is only counted
     */
    void add(@Nullable Object connection, long acceptedNanos) {
      count++;
      if (connection != null) {
        Noted noted = new Noted(connection, acceptedNanos);
        noted.before = latest;
        latest = noted;
      }
    }

    boolean isClosed() {
      return listener instanceof ServerSocket
          ? AcceptlagDescriptors.isClosed((ServerSocket) listener)
          : listener instanceof Channel && !((Channel) listener).isOpen();
    }

    /**
     * NONE if it is closed. For one of Netty that is not known here; the kernel says whether it
     * listens.
     */
    int openFd() {
      if (isClosed()) {
        return AcceptlagDescriptors.NONE;
      }
      if (listener instanceof ServerSocket) {
        return AcceptlagDescriptors.ofServerSocket(listener);
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
