package java.net;

import io.acceptlag.core.connect.PendingConnects;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * What the woven methods that connect call, as those that accept call {@link AcceptlagHook}. Where
 * connects are not wanted there is no receiver. Not for applications.
 */
public abstract class AcceptlagConnectHook {
  /** The compiler writes the number in here: nothing of core can be seen from java.base. */
  private static final long NO_CONNECT = PendingConnects.NONE;

  private static volatile @Nullable AcceptlagConnectHook receiver;

  /** What a bind wanted that failed before there was a receiver: many do so first of all. */
  private static volatile @Nullable InetSocketAddress failedEarly;

  // --- What the agent calls ---

  /** From now on. Null: nothing any more. */
  public static void receive(@Nullable AcceptlagConnectHook agent) {
    receiver = agent;
    InetSocketAddress early = failedEarly;
    if (agent != null && early != null) {
      failedEarly = null;
      agent.onBindFailed(early);
    }
  }

  // --- What the agent implements ---

  /** Whether a connect of this thread is the application's, not the agent's own. */
  protected abstract boolean wants();

  protected abstract void onConnected(int fd, InetSocketAddress to, long beginNanos);

  protected abstract void onFailed(InetSocketAddress to, long beginNanos, Throwable failure);

  /** A connect() begins that may not block. */
  protected abstract void onBegins(int fd, InetSocketAddress to, long beginNanos);

  /** When the one of this descriptor began; 0 if there is none. */
  protected abstract long beganNanos(int fd);

  /** The one that began then has succeeded. */
  protected abstract void onFinished(int fd, long beginNanos);

  /** The connect that began then was not of TCP. */
  protected abstract void onForgotten(int fd, long beginNanos);

  /** The one that began then has failed, and its descriptor may stand for another socket by now. */
  protected abstract void onFinishFailed(int fd, long beginNanos, Throwable failure);

  /**
   * A bind() has failed, of a socket that is to connect or to listen.
   *
   * @param at null: any address, and any port that is free
   */
  protected abstract void onBindFailed(@Nullable InetSocketAddress at);

  /** Whether the descriptor is of a TCP socket. */
  protected abstract boolean isTcp(int fd);

  private static @Nullable AcceptlagConnectHook wanting() {
    try {
      AcceptlagConnectHook agent = receiver;
      return agent != null && agent.wants() ? agent : null;
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return null;
    }
  }

  // --- What woven methods call of a connect that blocks ---

  /** System.nanoTime, or {@link #NO_CONNECT} where nobody wants to know. */
  public static long connectBegins() {
    return wanting() == null ? NO_CONNECT : System.nanoTime();
  }

  /** Socket.connect, or blockingConnect of a channel, has succeeded. */
  public static void connected(Object socket, Object to, long beginNanos) {
    AcceptlagConnectHook agent = receiver;
    if (agent == null || beginNanos == NO_CONNECT || !(to instanceof InetSocketAddress)) {
      return;
    }
    int fd =
        socket instanceof Socket
            ? AcceptlagDescriptors.ofSocket(socket)
            : AcceptlagDescriptors.ofChannel(socket);
    try {
      if (fd >= 0) {
        agent.onConnected(fd, (InetSocketAddress) to, beginNanos);
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  /** That connect has failed. */
  public static void connectFailed(Throwable why, Object to, long beginNanos) {
    AcceptlagConnectHook agent = receiver;
    boolean told = to instanceof InetSocketAddress && why instanceof IOException;
    if (agent == null || beginNanos == NO_CONNECT || !told) {
      return;
    }
    try {
      agent.onFailed((InetSocketAddress) to, beginNanos, why);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call of one that may not block ---

  /**
   * connect of a channel or of Netty's socket begins. Now, because another thread may see it
   * finished before connect returns. Returns when it began.
   */
  public static long connectBegins(int fd, Object to) {
    AcceptlagConnectHook agent = wanting();
    if (agent == null || fd < 0 || !(to instanceof InetSocketAddress)) {
      return NO_CONNECT;
    }
    try {
      agent.onBegins(fd, (InetSocketAddress) to, System.nanoTime());
      return agent.beganNanos(fd);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NO_CONNECT;
    }
  }

  /** finishConnect begins. Returns when the connect began that it is to finish. */
  public static long finishBegins(int fd) {
    AcceptlagConnectHook agent = wanting();
    try {
      return agent == null ? NO_CONNECT : agent.beganNanos(fd);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NO_CONNECT;
    }
  }

  /** connect of a channel, or finishConnect, has returned. */
  public static void connectReturned(boolean connected, int fd, long beginNanos) {
    if (connected) {
      ended(fd, beginNanos, true);
    }
  }

  /**
   * connect of Netty's socket has returned. At once it succeeds for UDP only: a TCP socket that
   * does not block is locked until connect() has returned, and so takes no SYN-ACK, on loopback
   * either.
   */
  public static void nettyConnectReturned(boolean connected, int fd, long beginNanos) {
    if (connected) {
      ended(fd, beginNanos, false);
    }
  }

  private static void ended(int fd, long beginNanos, boolean ofTcp) {
    AcceptlagConnectHook agent = receiver;
    if (agent == null || beginNanos == NO_CONNECT) {
      return;
    }
    try {
      if (ofTcp) {
        agent.onFinished(fd, beginNanos);
      } else {
        agent.onForgotten(fd, beginNanos);
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  /** That connect has failed, and its descriptor may stand for another socket by now. */
  public static void connectFailed(Throwable why, int fd, long beginNanos) {
    AcceptlagConnectHook agent = receiver;
    if (agent == null || beginNanos == NO_CONNECT) {
      return;
    }
    try {
      agent.onFinishFailed(fd, beginNanos, why);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call of a bind that fails ---

  /** bind of a socket or a channel. */
  public static void bindFailed(Throwable why, @Nullable Object at) {
    AcceptlagConnectHook agent = wanting();
    if ((at != null && !(at instanceof InetSocketAddress)) || !(why instanceof BindException)) {
      return;
    }
    try {
      if (agent != null) {
        agent.onBindFailed((InetSocketAddress) at);
      } else if (receiver == null) {
        failedEarly = (InetSocketAddress) at;
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  /** bind of Netty's socket, which may be one of UDP. */
  public static void bindFailed(Throwable why, Object at, int fd) {
    AcceptlagConnectHook agent = wanting();
    if (agent == null || !(at instanceof InetSocketAddress) || !(why instanceof IOException)) {
      return;
    }
    try {
      if (agent.isTcp(fd)) {
        agent.onBindFailed((InetSocketAddress) at);
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call of an asynchronous channel ---
  // Before there is a receiver, nothing is linked that the descriptor would take.

  /** connect begins. */
  public static void connectBegins(FileDescriptor fd, Object to) {
    if (receiver != null) {
      connectBegins(AcceptlagDescriptors.of(fd), to);
    }
  }

  /** It is connected. */
  public static void connectFinished(FileDescriptor fd) {
    if (receiver != null) {
      int number = AcceptlagDescriptors.of(fd);
      connectReturned(true, number, finishBegins(number));
    }
  }

  /**
   * It has caught what it will hand to whoever waits for it. One that was closed has no descriptor
   * of its own any more; the sweep finds it.
   */
  public static void connectFailed(Throwable why, FileDescriptor fd) {
    if (receiver != null && !(why instanceof ClosedChannelException)) {
      int number = AcceptlagDescriptors.of(fd);
      connectFailed(why, number, finishBegins(number));
    }
  }
}
