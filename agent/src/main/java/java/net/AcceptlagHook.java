package java.net;

import io.acceptlag.core.listener.Listener;
import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What the woven methods that accept, listen and close call: one static method at their beginning,
 * one at their end. Not for applications.
 *
 * <p>It is defined inside java.base, so that every class loader sees it without a change to the
 * boot path. It must never harm its caller: whatever goes wrong is kept for the agent to report
 * ({@link AcceptlagFailures}), and until the agent is ready it does nothing.
 */
public abstract class AcceptlagHook {
  /** The compiler writes the number in here: nothing of core can be seen from java.base. */
  private static final long NO_ARRIVAL = Listener.NO_ARRIVAL;

  // What ServerSocket and the NIO channels take a backlog below 1 for.
  private static final int JDK_DEFAULT_BACKLOG = 50;

  /**
   * Set by {@link #receive}. A single implementation is ever loaded, so calls to it inline. Public
   * for the integration tests' programs, which compare what was recorded with what they know.
   */
  public static volatile @Nullable AcceptlagHook receiver;

  /**
   * Which build of the agent has put its classes here, where they stay when it leaves. Another one
   * finds these under the names of its own.
   */
  public static volatile @Nullable String build;

  // --- What the agent calls ---

  /** From now on, and of what has begun to listen before. Null: nothing any more. */
  public static void receive(@Nullable AcceptlagHook agent) {
    receiver = agent;
    AcceptlagEarlyListeners.handOver();
    AcceptlagEarlyAccepts.handOver();
  }

  // --- What the agent implements ---

  /** This thread has bound it. */
  protected abstract void onListen(Object listener, int fd, int backlog);

  /** That thread has bound it, before there was a receiver, with that stack. */
  protected abstract void onListened(
      Object listener, int fd, int backlog, Thread binder, Throwable trace);

  /** Returns what {@link #onAccepted} wants to be given. */
  protected abstract long onEnter(Object listener, int fd);

  protected abstract void onAccepted(Object listener, int fd, int acceptedFd, long atEnter);

  /**
   * A connection was accepted before there was a receiver.
   *
   * @param acceptedFd negative where it is closed, or not known
   * @param acceptedNanos System.nanoTime then
   */
  protected abstract void onAcceptedEarlier(
      Object listener, int fd, int acceptedFd, long acceptedNanos);

  /** So many of which nothing else is known. */
  protected abstract void onAcceptedEarlier(Object listener, int fd, int connections);

  /** This thread is about to close it. */
  protected abstract void onClosing(Object listener, int fd);

  // --- What woven methods call when an accept begins ---

  /** ServerSocket.implAccept(Socket). */
  public static long enterSocket(Object serverSocket) {
    AcceptlagHook agent = receiver;
    return agent == null
        ? NO_ARRIVAL
        : enter(agent, serverSocket, AcceptlagDescriptors.ofServerSocket(serverSocket));
  }

  /** That of a listener whose descriptor the woven class knows itself. */
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

  /** {@code channel} is the SocketChannelImpl it brought, or null. */
  public static void acceptedChannel(
      @Nullable Object channel, Object listener, int fd, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent != null && channel != null) {
      accepted(agent, listener, fd, AcceptlagDescriptors.ofChannel(channel), atEnter);
    } else if (channel != null) {
      AcceptlagEarlyAccepts.keep(listener, fd, null, channel);
    }
  }

  /** {@code acceptedFd} is negative when it brought no connection. */
  public static void acceptedNative(int acceptedFd, Object listener, int fd, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent != null) {
      accepted(agent, listener, fd, acceptedFd, atEnter);
    } else if (acceptedFd >= 0) {
      AcceptlagEarlyAccepts.keep(listener, fd, null, null);
    }
  }

  /**
   * A connection arrives that was accepted before its listener's code runs (asynchronous channels,
   * io_uring). Both hand over one connection after another in the order they were accepted, so
   * those seen before left the queue before, and no value need be kept from an earlier moment.
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
    // Both in one branch.
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
    // Before there is a receiver, nothing is linked that the descriptor would take.
    int fd =
        receiver == null
            ? AcceptlagDescriptors.NONE
            : AcceptlagDescriptors.ofServerSocket(serverSocket);
    listenChannel(serverSocket, fd, backlog);
  }

  /** An asynchronous channel. */
  public static void listenChannel(Object listener, FileDescriptor fd, int backlog) {
    // Not kept for later: only a SelChImpl could be asked for its descriptor then.
    if (receiver != null) {
      listenChannel(listener, AcceptlagDescriptors.of(fd), backlog);
    }
  }

  /** A channel of the JDK's. */
  public static void listenChannel(Object listener, int fd, int backlog) {
    listen(listener, fd, backlog < 1 ? JDK_DEFAULT_BACKLOG : backlog);
  }

  /** A listener kept by {@link AcceptlagEarlyListeners}; its backlog is as it was given to keep. */
  static void listenedBefore(Object listener, int fd, int backlog, Thread binder, Throwable trace) {
    AcceptlagHook agent = receiver;
    if (agent != null && fd >= 0) {
      agent.onListened(listener, fd, backlog, binder, trace);
    }
  }

  /** Any other. */
  public static void listen(Object listener, int fd, int backlog) {
    AcceptlagHook agent = receiver;
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

  // --- What they call when it is about to be closed, perhaps for the second time ---

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

  /** Any other; Netty's connections too, which are closed by the same method as its listeners. */
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

  // --- Of AcceptlagEarlyAccepts ---

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
}
