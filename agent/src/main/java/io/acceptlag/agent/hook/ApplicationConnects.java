package io.acceptlag.agent.hook;

import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.connect.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns the application's connects into numbers for the recorder, which takes only those. */
final class ApplicationConnects {
  private static final String[] CLOSED = {
    "socket closed",
    "socket is closed",
    "closed by interrupt",
    "already connected",
    "socket operation on nonsocket: configureblocking",
  };

  private final ConnectRecorder recorder;
  private final BindFailures binds;
  private final ThreadGroup ownThreads;

  /**
   * @param ownThreads whose connects are the agent's own, to the collector
   */
  ApplicationConnects(ConnectRecorder recorder, BindFailures binds, ThreadGroup ownThreads) {
    this.recorder = recorder;
    this.binds = binds;
    this.ownThreads = ownThreads;
  }

  /**
   * Decides by the thread group, which threads started by ours inherit. The context class loader is
   * not used, because a thread of the application may answer it by code of its own.
   */
  boolean wants() {
    return Thread.currentThread().getThreadGroup() != ownThreads;
  }

  void connected(int fd, InetSocketAddress to, long beginNanos) {
    Destination destination = destination(to);
    if (destination != null) {
      recorder.connected(fd, destination, beginNanos, System.nanoTime());
    }
  }

  void failed(InetSocketAddress to, long beginNanos, Throwable failure) {
    Endpoint endpoint = isClosed(failure) ? null : endpoint(to);
    if (endpoint != null) {
      recorder.failed(endpoint, beginNanos, System.nanoTime(), failure.getClass().getName());
    }
  }

  void begins(int fd, InetSocketAddress to, long beginNanos) {
    InetAddress address = to.getAddress();
    if (address instanceof Inet4Address) {
      recorder.began(fd, 0, ipv4(address), to.getPort(), false, beginNanos);
    } else if (address != null) {
      byte[] bytes = address.getAddress();
      recorder.began(fd, longAt(bytes, 0), longAt(bytes, 8), to.getPort(), true, beginNanos);
    }
  }

  long beganNanos(int fd) {
    return recorder.beginNanos(fd);
  }

  void finished(int fd, long beginNanos) {
    recorder.finished(fd, beginNanos, System.nanoTime());
  }

  void forget(int fd, long beginNanos) {
    recorder.forget(fd, beginNanos);
  }

  void finishFailed(int fd, long beginNanos, Throwable failure) {
    String exception = failure.getClass().getName();
    recorder.finishFailed(fd, beginNanos, System.nanoTime(), exception);
  }

  /**
   * @param at null for any address and any free port
   */
  void bindFailed(@Nullable InetSocketAddress at) {
    Endpoint wanted = at == null ? new Endpoint(0, 0, 0, false) : endpoint(at);
    if (wanted != null) {
      binds.add(wanted, System.nanoTime());
    }
  }

  boolean isTcp(int fd) {
    return recorder.isTcp(fd);
  }

  /**
   * Whether the application has closed it itself, by messages of the JDK, which are not translated.
   */
  private static boolean isClosed(Throwable failure) {
    // The class is checked first: another class may be the application's, and getMessage() its
    // code.
    String message = failure.getClass() == SocketException.class ? failure.getMessage() : null;
    return message != null && isAnyClosed(message.toLowerCase(Locale.ROOT));
  }

  /** The address may follow (-Djdk.includeInExceptions=hostInfo). */
  private static boolean isAnyClosed(String message) {
    for (String each : CLOSED) {
      if (message.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Null of a name that was not resolved. Each connect that succeeds comes here, so no object is
   * made, but for the bytes of IPv6.
   */
  private @Nullable Destination destination(InetSocketAddress to) {
    InetAddress address = to.getAddress();
    if (address instanceof Inet4Address) {
      return recorder.destination(0, ipv4(address), to.getPort(), false);
    }
    if (address == null) {
      return null;
    }
    byte[] bytes = address.getAddress();
    return recorder.destination(longAt(bytes, 0), longAt(bytes, 8), to.getPort(), true);
  }

  /** Null of a name that was not resolved. */
  private static @Nullable Endpoint endpoint(InetSocketAddress at) {
    InetAddress address = at.getAddress();
    if (address instanceof Inet4Address) {
      return new Endpoint(0, ipv4(address), at.getPort(), false);
    }
    if (address == null) {
      return null;
    }
    byte[] bytes = address.getAddress();
    return new Endpoint(longAt(bytes, 0), longAt(bytes, 8), at.getPort(), true);
  }

  /** The hash code is the address, in every JDK from 8 to 26; getAddress() would make a copy. */
  private static long ipv4(InetAddress address) {
    return address.hashCode() & 0xffff_ffffL;
  }

  private static long longAt(byte[] bytes, int at) {
    long word = 0;
    for (int i = at; i < at + Long.BYTES; i++) {
      word = (word << 8) | (bytes[i] & 0xff);
    }
    return word;
  }
}
