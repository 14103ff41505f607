package io.acceptlag.core.evidence;

import io.acceptlag.core.server.Packages;
import io.acceptlag.core.text.ForeignText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the frames of a stack: whether they wait for connections, and whether
 * they are the JDK's, a server's or the application's.
 */
public final class Frames {
  private static final String[] EVENT_LOOPS = {
    "io.netty.util.concurrent.SingleThreadEventExecutor",
    "sun.net.httpserver.ServerImpl$Dispatcher",
    "org.xnio.nio.WorkerThread",
    "org.glassfish.grizzly.nio.SelectorRunner",
    "org.eclipse.jetty.io.ManagedSelector",
    "org.eclipse.jetty.io.SelectorManager$ManagedSelector", // 9.0 to 9.2
  };

  /** Where a worker waits for one connection by a selector made for it. */
  private static final String[] SELECTORS_OF_ONE = {
    "org.xnio.nio.SelectorUtils",
    "org.apache.tomcat.util.net.NioSelectorPool",
    "org.glassfish.grizzly.nio.tmpselectors.",
  };

  /** Schedulers whose tasks may go on in another thread of their pool. */
  private static final String[] SCHEDULERS = {
    "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker",
    "org.apache.pekko.dispatch.Mailbox",
    "akka.dispatch.Mailbox",
  };

  private Frames() {}

  /**
   * Whether the thread waits for a connection. The frames tell it, not the thread's state: that is
   * RUNNABLE in accept and epoll, and BLOCKED or parked in accept behind another acceptor.
   */
  public static boolean waitsForConnection(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isAccept(frame)) {
        return true;
      }
      if (isSelect(frame)) {
        return !isHandler(stack);
      }
      // It has accepted one, and looks up the name of its host: rules of sockets are by name.
      if (isApplication(frame) || frame.getClassName().equals("java.lang.SecurityManager")) {
        return false;
      }
    }
    return false;
  }

  /**
   * Whether the application's code runs on top of an event loop: then a selector that is waited in
   * is not the loop's own, but that of a client which the application uses. Or it is one
   * connection's.
   */
  private static boolean isHandler(StackTraceElement[] stack) {
    boolean application = false;
    for (StackTraceElement frame : stack) {
      String name = Packages.original(frame.getClassName());
      for (String selector : SELECTORS_OF_ONE) {
        if (name.startsWith(selector)) {
          return true;
        }
      }
      application |= isApplication(frame);
      for (String loop : EVENT_LOOPS) {
        if (application && name.startsWith(loop)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Of a thread that {@link #waitsForConnection}: whether it does so in a selector. */
  public static boolean waitsInSelector(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isSelect(frame)) {
        return true;
      }
      // A selector that calls it is done with waiting.
      if (isAccept(frame) || isApplication(frame)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isAccept(StackTraceElement frame) {
    switch (frame.getClassName()) {
      case "java.net.ServerSocket":
      case "sun.nio.ch.ServerSocketChannelImpl":
      case "sun.nio.ch.ServerSocketAdaptor":
      case "sun.nio.ch.NioSocketImpl":
      case "java.net.PlainSocketImpl":
      case "java.net.AbstractPlainSocketImpl":
      case "org.apache.tomcat.jni.Socket": // APR
        return frame.getMethodName().toLowerCase(Locale.ROOT).contains("accept");
      default:
        return frame.getClassName().endsWith("io.netty.channel.unix.Socket")
            && frame.getMethodName().startsWith("accept");
    }
  }

  private static boolean isSelect(StackTraceElement frame) {
    switch (frame.getClassName()) {
      case "sun.nio.ch.EPoll": // 11 and newer
      case "sun.nio.ch.EPollArrayWrapper": // 8
        return true;
      case "sun.nio.ch.PollSelectorImpl": // Where that provider was chosen, 11 and newer
      case "sun.nio.ch.PollArrayWrapper": // 8
        return frame.getMethodName().equals("poll");
      case "sun.nio.ch.EPollSelectorImpl":
        // Works off what it was told, or spins; or is parked, as a virtual thread from 24 on.
        return frame.getMethodName().equals("processEvents")
            || frame.getMethodName().endsWith("timedPoll");
      default:
        String name = frame.getClassName();
        String method = frame.getMethodName();
        return (name.endsWith("io.netty.channel.epoll.Native") && method.startsWith("epoll"))
            || (name.endsWith(".channel.uring.Native") && method.startsWith("ioUring"));
    }
  }

  /**
   * The topmost frame that belongs to neither the JDK nor a known server. Of a library that pools
   * connections it is who has called that, if anybody has.
   */
  public static @Nullable StackTraceElement topmostOfApplication(StackTraceElement[] stack) {
    StackTraceElement ofLibrary = null;
    for (StackTraceElement frame : stack) {
      if (isApplication(frame)) {
        if (!Packages.poolsConnections(frame.getClassName())) {
          return frame;
        }
        ofLibrary = ofLibrary == null ? frame : ofLibrary;
      }
    }
    return ofLibrary;
  }

  /** The topmost frame that is not the JDK's. */
  public static @Nullable StackTraceElement topmostOutsideJdk(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isOutsideJdk(frame)) {
        return frame;
      }
    }
    return null;
  }

  public static boolean isOutsideJdk(StackTraceElement frame) {
    return !Packages.isJdk(frame.getClassName());
  }

  /** Whether the thread is in the handler that the JDK's pool calls for work that it refuses. */
  public static boolean isRefused(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("reject")
          && frame.getClassName().equals("java.util.concurrent.ThreadPoolExecutor")) {
        return true;
      }
    }
    return false;
  }

  /** The topmost static initialiser that the thread is in; null where it is in none. */
  public static @Nullable StackTraceElement initialiser(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("<clinit>")) {
        return frame;
      }
    }
    return null;
  }

  /** Whether the thread lets time pass, as between two attempts: asleep, parked, yielding. */
  public static boolean letsTimePass(StackTraceElement[] stack) {
    StackTraceElement called = null;
    for (StackTraceElement frame : stack) {
      if (isOutsideJdk(frame) || frame.getClassName().contains("$$Lambda")) {
        break;
      }
      called = frame;
    }
    if (called == null) {
      return false;
    }
    String method = called.getMethodName();
    switch (called.getClassName()) {
      case "java.lang.Thread":
        return method.startsWith("sleep")
            || method.startsWith("yield")
            || method.equals("onSpinWait");
      case "java.util.concurrent.TimeUnit":
        return method.equals("sleep");
      case "java.util.concurrent.locks.LockSupport":
        return true;
      default:
        return false;
    }
  }

  /** Whether the thread waits for data from the other side of a socket. */
  public static boolean readsSocket(StackTraceElement[] stack) {
    return isInSocket(stack, "java.net.SocketInputStream", "read") || receives(stack);
  }

  /** Whether it waits for a datagram. */
  public static boolean receives(StackTraceElement[] stack) {
    return isInSocket(stack, "java.net.PlainDatagramSocketImpl", "receive");
  }

  /** Whether it waits until the other side takes what is sent. */
  public static boolean writesSocket(StackTraceElement[] stack) {
    return isInSocket(stack, "java.net.SocketOutputStream", "write");
  }

  /** Whether it waits until the other side lets it connect. */
  public static boolean connectsSocket(StackTraceElement[] stack) {
    return isInSocket(stack, "java.net.PlainSocketImpl", "connect");
  }

  /**
   * With a timeout, or on a virtual thread, it is parked by another method of the same class.
   *
   * @param before the class that does so in 8 to 12
   */
  private static boolean isInSocket(StackTraceElement[] stack, String before, String method) {
    boolean inChannel = false;
    for (StackTraceElement frame : stack) {
      if (isOutsideJdk(frame)) {
        // Servers' channels do not block; what they find there they take, and go on.
        return inChannel && isApplication(frame);
      }
      String name = frame.getClassName();
      boolean named = frame.getMethodName().toLowerCase(Locale.ROOT).contains(method);
      if (named && (name.equals(before) || name.equals("sun.nio.ch.NioSocketImpl"))) {
        return true;
      }
      inChannel |=
          named
              && (name.equals("sun.nio.ch.SocketChannelImpl")
                  || name.equals("sun.nio.ch.DatagramChannelImpl"));
    }
    return inChannel;
  }

  /**
   * Whether it is in a native method for files or names: there it waits, though for the JVM it
   * runs.
   */
  public static boolean isInInputOutput(StackTraceElement[] stack) {
    return startsInInputOutput(stack) && stack[0].isNativeMethod();
  }

  /** Whether its innermost method is one of those for files, names, sockets or processes. */
  public static boolean startsInInputOutput(StackTraceElement[] stack) {
    return stack.length > 0 && NativeWaits.isInputOutput(stack[0]);
  }

  /**
   * Whether the task of this thread may go on in another thread of its pool, as coroutines and
   * actors do.
   */
  public static boolean mayMove(StackTraceElement[] stack) {
    for (String scheduler : SCHEDULERS) {
      if (has(stack, scheduler)) {
        return true;
      }
    }
    return false;
  }

  /** Whether both have frames of one and the same known server: {@code org.eclipse.jetty}. */
  public static boolean areOfOneServer(StackTraceElement[] stack, StackTraceElement[] other) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (!Packages.isJdk(name)
          && !Packages.isApplication(name)
          && has(other, family(Packages.original(name)))) {
        return true;
      }
    }
    return false;
  }

  /** The first three parts of a class's name, or as many as it has, with a dot after them. */
  private static String family(String className) {
    int end = 0;
    for (int parts = 0; parts < 3 && className.indexOf('.', end) > 0; parts++) {
      end = className.indexOf('.', end) + 1;
    }
    return className.substring(0, end);
  }

  static boolean has(StackTraceElement[] stack, String prefix) {
    for (StackTraceElement frame : stack) {
      if (Packages.original(frame.getClassName()).startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** {@code com.acme.Shop.load (Shop.java:42)}. */
  public static String spell(StackTraceElement frame) {
    String source = frame.getFileName();
    String method = spellMethod(frame);
    if (source == null) {
      return method;
    }
    String file = ForeignText.name(source);
    return frame.getLineNumber() > 0
        ? method + " (" + file + ":" + frame.getLineNumber() + ")"
        : method + " (" + file + ")";
  }

  /** {@code com.acme.Shop.load}. */
  public static String spellMethod(StackTraceElement frame) {
    return ForeignText.name(frame.getClassName()) + "." + ForeignText.name(frame.getMethodName());
  }

  /** {@code Shop.load}: without the package, or the class that it is nested in. */
  public static String spellShort(StackTraceElement frame) {
    String name = frame.getClassName();
    int start = name.lastIndexOf('.') + 1;
    int nested = name.lastIndexOf('$') + 1;
    boolean hasName = nested < name.length() && Character.isLetter(name.charAt(nested));
    return ForeignText.name(name.substring(hasName ? Math.max(start, nested) : start))
        + "."
        + ForeignText.name(frame.getMethodName());
  }

  static boolean isApplication(StackTraceElement frame) {
    return Packages.isApplication(frame.getClassName());
  }
}
