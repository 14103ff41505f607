package io.acceptlag.core.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loops that take over connections from the thread that accepts, and the classes that run them.
 * Each is from the server's source.
 */
public enum ServingLoop {
  JETTY(
      "Jetty's selector",
      "org.eclipse.jetty.server.AbstractConnector$Acceptor",
      "org.eclipse.jetty.io.ManagedSelector",
      "org.eclipse.jetty.io.SelectorManager$ManagedSelector", // 9.0 to 9.2
      "org.eclipse.jetty.io.nio.SelectorManager"), // 7 and 8
  KAFKA("Kafka's network thread", "kafka.network.Acceptor", "kafka.network.Processor"),
  ZOOKEEPER(
      "ZooKeeper's selector thread",
      "org.apache.zookeeper.server.NIOServerCnxnFactory$AcceptThread",
      "org.apache.zookeeper.server.NIOServerCnxnFactory$SelectorThread");

  private final String title;
  private final String acceptorClass;

  @SuppressWarnings("ImmutableEnumChecker") // Java 8 has no immutable list; nobody writes to it.
  private final String[] loopClasses;

  ServingLoop(String title, String acceptorClass, String... loopClasses) {
    this.title = title;
    this.acceptorClass = acceptorClass;
    this.loopClasses = loopClasses;
  }

  /** The loop that serves what a thread with this stack accepts; null where none is known. */
  public static @Nullable ServingLoop of(StackTraceElement[] acceptor) {
    for (ServingLoop loop : values()) {
      if (runs(acceptor, loop.acceptorClass)) {
        return loop;
      }
    }
    return null;
  }

  /**
   * Whether a thread accepts, or selects for good, and so takes no other work.
   *
   * @param mayAccept whether it may be the one that accepts for the server
   */
  static boolean isAtItsPost(StackTraceElement[] stack, boolean mayAccept) {
    return runs(stack, JETTY.acceptorClass)
        || (mayAccept && Frames.waitsForConnection(stack) && !Frames.waitsInSelector(stack))
        || (JETTY.isRunBy(stack) && Frames.topmostOfApplication(stack) == null);
  }

  /**
   * Whether a thread is reserved for what a selector finds, so that it takes no work from the
   * queue.
   */
  static boolean isReserved(StackTraceElement[] stack) {
    return runs(stack, "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread")
        && Frames.topmostOfApplication(stack) == null
        && !JETTY.isRunBy(stack);
  }

  /** How many of the threads run it. */
  public int runners(List<AcceptorSample> threads) {
    int count = 0;
    for (AcceptorSample thread : threads) {
      count += isRunBy(thread.stack()) ? 1 : 0;
    }
    return count;
  }

  /** Whether such a thread is in its code. */
  public boolean isRunBy(StackTraceElement[] stack) {
    for (String loopClass : loopClasses) {
      if (runs(stack, loopClass)) {
        return true;
      }
    }
    return false;
  }

  private static boolean runs(StackTraceElement[] stack, String className) {
    return Frames.has(stack, className);
  }

  /** {@code Jetty's selector}. */
  public String title() {
    return title;
  }
}
