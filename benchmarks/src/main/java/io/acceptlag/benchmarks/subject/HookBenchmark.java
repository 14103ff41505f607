package io.acceptlag.benchmarks.subject;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What an accept costs its thread, in a JVM that has the agent. The hook is called as the woven
 * {@code ServerSocketChannelImpl.implAccept} calls it, on a listener and a connection that are
 * real.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HookBenchmark {
  private static final MethodHandle ENTER =
      hook("enter", MethodType.methodType(long.class, Object.class, int.class));
  private static final MethodHandle ACCEPTED =
      hook(
          "acceptedNative",
          MethodType.methodType(void.class, int.class, Object.class, int.class, long.class));
  private static final MethodHandle CLOSING =
      hook("closing", MethodType.methodType(void.class, Object.class, int.class));

  private static final long NO_ARRIVAL = Long.MIN_VALUE;
  private static final long AGENT_BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

  ServerSocketChannel listener;
  private SocketChannel connection;
  private SocketChannel client;
  private int listenerFd;
  private int connectionFd;
  private TcpInfoCall tcpInfo;

  private static MethodHandle hook(String method, MethodType type) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(Class.forName("java.net.AcceptlagHook"), method, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the agent is not there", e);
    }
  }

  /** Accepts until the agent knows the listener, and when its last connection came. */
  @Setup
  public void accept() throws Throwable {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listenerFd = descriptor(listener);
    long startNanos = System.nanoTime();
    do {
      if (System.nanoTime() - startNanos > AGENT_BOUND_NANOS) {
        throw new IllegalStateException("the agent does not see this listener");
      }
      if (connection != null) {
        connection.close();
        client.close();
      }
      client = SocketChannel.open(listener.getLocalAddress());
      connection = listener.accept();
    } while ((long) ENTER.invokeExact((Object) listener, listenerFd) == NO_ARRIVAL);
    connectionFd = descriptor(connection);
    tcpInfo = TcpInfoCall.ofThisJvm();
  }

  private static int descriptor(Object channel) throws ReflectiveOperationException {
    Method getFDVal = channel.getClass().getDeclaredMethod("getFDVal");
    getFDVal.setAccessible(true);
    return (int) getFDVal.invoke(channel);
  }

  @Benchmark
  public long nanoTime() {
    return System.nanoTime();
  }

  /** As many calls and arguments, and nothing done. */
  @Benchmark
  public void emptyHook() {
    long entered = EmptyHook.enter(listener, listenerFd);
    EmptyHook.accepted(
        connectionFd, listener, listenerFd, entered == NO_ARRIVAL ? entered : System.nanoTime());
  }

  /** The connection before came just now, so that no system call is needed. */
  @Benchmark
  public void healthy() throws Throwable {
    long entered = (long) ENTER.invokeExact((Object) listener, listenerFd);
    ACCEPTED.invokeExact(
        connectionFd,
        (Object) listener,
        listenerFd,
        entered == NO_ARRIVAL ? entered : System.nanoTime());
  }

  @Benchmark
  public void measuring() throws Throwable {
    long before = (long) ENTER.invokeExact((Object) listener, listenerFd);
    ACCEPTED.invokeExact(
        connectionFd, (Object) listener, listenerFd, before == 0 ? before : NO_ARRIVAL);
  }

  /** Of a connection, as all of Netty's are closed by the method that its listeners are. */
  @Benchmark
  public void closing() throws Throwable {
    CLOSING.invokeExact((Object) connection, connectionFd);
  }

  /** The system call that measuring makes, by the same binding. */
  @Benchmark
  public int getsockopt() throws Throwable {
    return tcpInfo.call(connectionFd);
  }
}
