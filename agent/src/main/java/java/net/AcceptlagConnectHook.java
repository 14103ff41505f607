package java.net;

import io.acceptlag.core.connect.PendingConnects;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the woven methods that connect call, as those that accept call {@link AcceptlagHook}. If
 * connects are not watched there is no receiver. Not for applications.
 */
public abstract class AcceptlagConnectHook {
  /** A constant that the compiler copies, because classes of core cannot be seen from java.base. */
  private static final long NO_CONNECT = PendingConnects.NONE;

  private static volatile @Nullable AcceptlagConnectHook receiver;

  /**
   * The address of a bind that failed before there was a receiver: many programs bind first of all.
   */
  private static final AtomicReference<@Nullable InetSocketAddress> failedEarly =
      new AtomicReference<>();

  /** Whether the agent has not yet said whether there is a receiver. */
  private static volatile boolean isEarly = true;

  // --- What the agent calls ---

  /** Sets the receiver; null for none. */
  public static void receive(@Nullable AcceptlagConnectHook agent) {
    receiver = agent;
    isEarly = false;
    tellEarly(agent);
  }

  private static void tellEarly(@Nullable AcceptlagConnectHook agent) {
    InetSocketAddress early = failedEarly.getAndSet(null);
    if (agent != null && early != null) {
      agent.onBindFailed(early);
    }
  }

  // --- What the agent implements ---

  /** Whether a connect of this thread is the application's, not the agent's own. */
  protected abstract boolean wants();

  protected abstract void onConnected(int fd, InetSocketAddress to, long beginNanos);

  protected abstract void onFailed(InetSocketAddress to, long beginNanos, Throwable failure);

  /** A connect() begins that may be non-blocking. */
  protected abstract void onBegins(int fd, InetSocketAddress to, long beginNanos);

  /** When the pending connect of this descriptor began; 0 if there is none. */
  protected abstract long beganNanos(int fd);

  /** The connect that began then has succeeded. */
  protected abstract void onFinished(int fd, long beginNanos);

  /** The connect that began then was not of TCP. */
  protected abstract void onForgotten(int fd, long beginNanos);

  /** The connect that began then has failed, and its descriptor may be another socket's by now. */
  protected abstract void onFinishFailed(int fd, long beginNanos, Throwable failure);

  /**
   * A bind() has failed, of a socket that is to connect or to listen.
   *
   * @param at null for any address and any free port
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

  // --- What woven methods call for a blocking connect ---

  /** System.nanoTime, or {@link #NO_CONNECT} if nobody wants to know. */
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
    boolean counts = to instanceof InetSocketAddress && why instanceof IOException;
    if (agent == null || beginNanos == NO_CONNECT || !counts) {
      return;
    }
    try {
      agent.onFailed((InetSocketAddress) to, beginNanos, why);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  // --- What they call for a connect that may be non-blocking ---

  /**
   * connect of a channel or of Netty's socket begins. Recorded now, because another thread may see
   * it finished before connect returns. Returns when it began.
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

  /** finishConnect begins. Returns when the connect began that it should finish. */
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
   * connect of Netty's socket has returned. It succeeds at once for UDP only: a non-blocking TCP
   * socket is locked until connect() returns, and so takes no SYN-ACK before, even on loopback.
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

  /** That connect has failed, and its descriptor may be another socket's by now. */
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

  // --- What they call for a failed bind ---

  /** bind of a socket or a channel. */
  public static void bindFailed(Throwable why, @Nullable Object at) {
    AcceptlagConnectHook agent = wanting();
    if ((at != null && !(at instanceof InetSocketAddress)) || !(why instanceof BindException)) {
      return;
    }
    try {
      if (agent != null) {
        agent.onBindFailed((InetSocketAddress) at);
      } else if (isEarly) {
        failedEarly.set((InetSocketAddress) at);
        if (!isEarly) {
          // Meanwhile the agent has looked, and found none.
          tellEarly(receiver);
        }
      }
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
    }
  }

  /** bind of Netty's socket, which may be a UDP socket. */
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

  // --- What they call for an asynchronous channel ---
  // Without a receiver the descriptor is not asked for, because that would link calls.

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
   * It has caught the exception that it will pass on. A closed channel has no descriptor of its own
   * any more; the sweep finds it.
   */
  public static void connectFailed(Throwable why, FileDescriptor fd) {
    if (receiver != null && !(why instanceof ClosedChannelException)) {
      int number = AcceptlagDescriptors.of(fd);
      connectFailed(why, number, finishBegins(number));
    }
  }
}
