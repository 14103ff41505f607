package java.net;

import io.acceptlag.core.listener.Listener;
import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What the woven methods that accept, listen and close call: one static method at their beginning,
 * one at their end. Not for applications.
 *
 * <p>It is defined inside java.base, so that every class loader sees it without a change to the
 * boot path. It must never harm its caller: failures are kept for the agent to report ({@link
 * AcceptlagFailures}), and until the agent is ready it does nothing.
 */
public abstract class AcceptlagHook {
  /** A constant that the compiler copies, because classes of core cannot be seen from java.base. */
  private static final long NO_ARRIVAL = Listener.NO_ARRIVAL;

  // What ServerSocket and the NIO channels use instead of a backlog below 1.
  private static final int JDK_DEFAULT_BACKLOG = 50;

  /**
   * Set by {@link #receive}. Only one implementation is ever loaded, so calls to it can be inlined.
   * Public for programs of the integration tests, which compare what was recorded with what they
   * know.
   */
  public static volatile @Nullable AcceptlagHook receiver;

  /**
   * Which build of the agent has defined these classes, which stay when it leaves. Another build
   * would find them under its own names.
   */
  public static volatile @Nullable String build;

  // --- What the agent calls ---

  /**
   * Sets the receiver, and hands over what has been kept for it; null for none. In this order: a
   * hook that has seen no receiver, and then finds that nothing is kept any more, sees it now.
   */
  public static void receive(@Nullable AcceptlagHook agent) {
    receiver = agent;
    AcceptlagEarlyListeners.handOver();
    AcceptlagEarlyAccepts.handOver();
  }

  // --- What the agent implements ---

  /** This thread has bound a listener. */
  protected abstract void onListen(Object listener, int fd, int backlog);

  /**
   * That thread has bound a listener before there was a receiver.
   *
   * @param trace its stack then; null where it was not kept
   */
  protected abstract void onListened(
      Object listener, int fd, int backlog, Thread binder, @Nullable Throwable trace);

  /** Returns what {@link #onAccepted} is to be given. */
  protected abstract long onEnter(Object listener, int fd);

  protected abstract void onAccepted(Object listener, int fd, int acceptedFd, long atEnter);

  /**
   * A connection was accepted before there was a receiver.
   *
   * @param acceptedFd negative if it is closed, or not known
   * @param acceptedNanos System.nanoTime then
   */
  protected abstract void onAcceptedEarlier(
      Object listener, int fd, int acceptedFd, long acceptedNanos);

  /** That many connections were accepted, of which nothing else is known. */
  protected abstract void onAcceptedEarlier(Object listener, int fd, int connections);

  /** The same, of listeners that are not known any more. */
  protected abstract void onAcceptedEarlier(int connections);

  /** This thread is about to close a socket, which may be a listener. */
  protected abstract void onClosing(Object listener, int fd);

  // --- What woven methods call when an accept begins ---

  /** ServerSocket.implAccept(Socket). */
  public static long enterSocket(Object serverSocket) {
    AcceptlagHook agent = receiver;
    return agent == null
        ? NO_ARRIVAL
        : enter(agent, serverSocket, AcceptlagDescriptors.ofServerSocket(serverSocket));
  }

  /** An accept of a listener whose descriptor the woven class knows. */
  public static long enter(Object listener, int fd) {
    AcceptlagHook agent = receiver;
    return agent == null ? NO_ARRIVAL : enter(agent, listener, fd);
  }

  private static long enter(AcceptlagHook agent, Object listener, int fd) {
    try {
      return agent.onEnter(listener, fd);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NO_ARRIVAL;
    }
  }

  // --- What they call when it ends ---

  /** ServerSocket.implAccept(Socket) has connected the socket. */
  public static void acceptedSocket(Object serverSocket, Object socket, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      int fd = AcceptlagDescriptors.ofServerSocket(serverSocket);
      accepted(agent, serverSocket, fd, AcceptlagDescriptors.ofSocket(socket), atEnter);
    } else {
      AcceptlagEarlyAccepts.keep(serverSocket, AcceptlagDescriptors.NONE, null, socket);
    }
  }

  /** {@code channel} is the SocketChannelImpl that was returned, or null. */
  public static void acceptedChannel(
      @Nullable Object channel, Object listener, int fd, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent != null && channel != null) {
      accepted(agent, listener, fd, AcceptlagDescriptors.ofChannel(channel), atEnter);
    } else if (channel != null) {
      AcceptlagEarlyAccepts.keep(listener, fd, null, channel);
    }
  }

  /** {@code acceptedFd} is negative if there was no connection. */
  public static void acceptedNative(int acceptedFd, Object listener, int fd, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      accepted(agent, listener, fd, acceptedFd, atEnter);
    } else if (acceptedFd >= 0) {
      AcceptlagEarlyAccepts.keep(listener, fd, null, null);
    }
  }

  /**
   * A connection is handed over that was accepted before the listener's code runs (asynchronous
   * channels, io_uring). Both hand over connections in the order of their accepts. So those seen
   * earlier left the queue earlier, and no value from an earlier moment is needed.
   */
  public static void acceptedBefore(Object listener, int fd, int acceptedFd) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      accepted(agent, listener, fd, acceptedFd, enter(agent, listener, fd));
    } else {
      AcceptlagEarlyAccepts.keep(listener, fd, null, null);
    }
  }

  /** The connection of an asynchronous channel; see {@link #acceptedBefore(Object, int, int)}. */
  public static void acceptedBefore(Object listener, FileDescriptor fd, FileDescriptor acceptedFd) {
    if (receiver != null) {
      acceptedBefore(listener, AcceptlagDescriptors.of(fd), AcceptlagDescriptors.of(acceptedFd));
    } else {
      AcceptlagEarlyAccepts.keep(listener, AcceptlagDescriptors.NONE, fd, null);
    }
  }

  private static void accepted(
      AcceptlagHook agent, Object listener, int fd, int acceptedFd, long atEnter) {
    // Checks both in one branch.
    if ((fd | acceptedFd) < 0) {
      return;
    }
    try {
      agent.onAccepted(listener, fd, acceptedFd, atEnter);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call when a listener begins to listen ---

  /** ServerSocket.bind. */
  public static void listenSocket(Object serverSocket, int backlog) {
    AcceptlagHook agent = receiver;
    // Without a receiver the descriptor is not asked for, because that would link calls.
    int fd =
        agent == null
            ? AcceptlagDescriptors.NONE
            : AcceptlagDescriptors.ofServerSocket(serverSocket);
    listen(agent, serverSocket, fd, orDefault(backlog));
  }

  /** An asynchronous channel. */
  public static void listenChannel(Object listener, FileDescriptor fd, int backlog) {
    AcceptlagHook agent = receiver;
    // Not kept for later, because only a SelChImpl could then be asked for its descriptor.
    if (agent != null) {
      listen(agent, listener, AcceptlagDescriptors.of(fd), orDefault(backlog));
    }
  }

  /** A channel of the JDK. */
  public static void listenChannel(Object listener, int fd, int backlog) {
    listen(receiver, listener, fd, orDefault(backlog));
  }

  private static int orDefault(int backlog) {
    return backlog < 1 ? JDK_DEFAULT_BACKLOG : backlog;
  }

  /** A listener kept by {@link AcceptlagEarlyListeners}, with its backlog as it was kept. */
  static void listenedBefore(
      Object listener, int fd, int backlog, Thread binder, @Nullable Throwable trace) {
    AcceptlagHook agent = receiver;
    if (agent != null && fd >= 0) {
      agent.onListened(listener, fd, backlog, binder, trace);
    }
  }

  /** Any other listener. */
  public static void listen(Object listener, int fd, int backlog) {
    listen(receiver, listener, fd, backlog);
  }

  /**
   * @param agent read once: by what it was, the descriptor has been asked for or not
   */
  private static void listen(@Nullable AcceptlagHook agent, Object listener, int fd, int backlog) {
    try {
      if (agent == null) {
        AcceptlagEarlyListeners.keep(listener, backlog);
      } else if (fd >= 0) {
        agent.onListen(listener, fd, backlog);
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call when it is about to be closed, perhaps again ---

  /** ServerSocket.close. */
  public static void closingSocket(Object serverSocket) {
    if (receiver != null) {
      closing(serverSocket, AcceptlagDescriptors.ofServerSocket(serverSocket));
    }
  }

  /** An asynchronous channel. */
  public static void closing(Object listener, FileDescriptor fd) {
    if (receiver != null) {
      closing(listener, AcceptlagDescriptors.of(fd));
    }
  }

  /**
   * Any other socket, including Netty's connections, which are closed by the same method as its
   * listeners.
   */
  public static void closing(Object listener, int fd) {
    AcceptlagHook agent = receiver;
    if (agent == null || fd < 0) {
      return;
    }
    try {
      agent.onClosing(listener, fd);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What AcceptlagEarlyAccepts calls ---

  static void acceptedEarlier(Object listener, int fd, int acceptedFd, long acceptedNanos) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      agent.onAcceptedEarlier(listener, fd, acceptedFd, acceptedNanos);
    }
  }

  static void acceptedEarlier(Object listener, int fd, int connections) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      agent.onAcceptedEarlier(listener, fd, connections);
    }
  }

  static void acceptedEarlier(int connections) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      agent.onAcceptedEarlier(connections);
    }
  }
}
