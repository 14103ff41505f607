package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AcceptorTallyTest {
  private final AcceptorTally tally = new AcceptorTally();
  private long nowNanos;

  @Test
  void namesTheTopmostFrameOfNeitherJdkNorServer() {
    add(
        Thread.State.TIMED_WAITING,
        null,
        null,
        "java.lang.Thread.sleep",
        "com.acme.Shop.load",
        "org.eclipse.jetty.server.ServerConnector.accepted",
        "java.lang.Thread.run");
    Diagnosis diagnosis = tally.diagnosis(0);
    assertEquals("accept_thread_blocked", diagnosis.cause());
    assertEquals(
        "Thread \"acceptor\" is in com.acme.Shop.load (Source.java:7), asleep.",
        diagnosis.statement());
  }

  @Test
  void aPlaceInTheServerItselfIsNamedButNoCause() {
    for (int i = 0; i < 9; i++) {
      add(
          Thread.State.WAITING,
          "org.apache.tomcat.util.threads.LimitLatch$Sync",
          null,
          "jdk.internal.misc.Unsafe.park",
          "java.util.concurrent.locks.LockSupport.park",
          "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait",
          "org.apache.tomcat.util.net.Acceptor.run");
    }
    Diagnosis diagnosis = tally.diagnosis(0);
    assertEquals("unknown", diagnosis.cause());
    assertEquals(
        "Thread \"acceptor\" is in org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait"
            + " (Source.java:7), waiting for org.apache.tomcat.util.threads.LimitLatch$Sync,"
            + " in 9 of 9 looks within 0.8 s.",
        diagnosis.statement());
  }

  @Test
  void namesTheOwnerOfALock() {
    add(Thread.State.BLOCKED, "java.lang.Object", "writer", "com.acme.Shop.audit");
    String statement = tally.diagnosis(0).statement();
    assertTrue(
        statement.contains("blocked by a lock (java.lang.Object) that thread \"writer\" holds"),
        statement);
  }

  @Test
  void theAcceptorHasEnded() {
    tally.add(
        0,
        new AcceptorSample(
            "http-nio-80-Acceptor", Thread.State.TERMINATED, new StackTraceElement[0], null, null));
    assertEquals("acceptor_missing", tally.diagnosis(0).cause());
  }

  @Test
  void mostOfTheLooksDecide() {
    for (int i = 0; i < 8; i++) {
      add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    }
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "sun.nio.ch.Net.accept",
        "sun.nio.ch.NioSocketImpl.accept");
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.other");
    String statement = tally.diagnosis(0).statement();
    assertTrue(statement.contains("com.acme.Shop.slow"), statement);
    assertTrue(statement.contains("8 of 10 looks"), statement);
  }

  @Test
  void anAcceptorThatWaitsForConnectionsIsNotToBlame() {
    String[][] waiting = {
      {
        "java.net.PlainSocketImpl.socketAccept",
        "java.net.ServerSocket.accept",
        "com.acme.Main.main"
      },
      {
        "sun.nio.ch.Net.accept",
        "sun.nio.ch.ServerSocketChannelImpl.implAccept",
        "com.acme.Main.main"
      },
      {"sun.nio.ch.EPoll.wait", "sun.nio.ch.EPollSelectorImpl.doSelect", "com.acme.Main.main"},
      {"sun.nio.ch.EPollArrayWrapper.epollWait", "com.acme.Main.main"},
      {"io.netty.channel.epoll.Native.epollWait0", "io.netty.channel.epoll.EpollEventLoop.run"},
      {"io.grpc.netty.shaded.io.netty.channel.epoll.Native.epollWait", "java.lang.Thread.run"},
      {"io.netty.channel.uring.Native.ioUringEnter", "java.lang.Thread.run"},
    };
    for (String[] stack : waiting) {
      tally.clear();
      add(Thread.State.RUNNABLE, null, null, stack);
      assertEquals("unknown", tally.diagnosis(0).cause(), stack[0]);
      assertTrue(tally.diagnosis(0).statement().contains("waits for connections"), stack[0]);
    }
  }

  @Test
  void aHandlerOnTheAcceptingThreadIsSeenThroughTheServersFrames() {
    add(
        Thread.State.RUNNABLE,
        null,
        null,
        "java.net.SocketInputStream.socketRead0",
        "org.postgresql.core.VisibleBufferedInputStream.readMore",
        "com.acme.Report.handle",
        "com.sun.net.httpserver.Filter$Chain.doFilter",
        "sun.net.httpserver.ServerImpl$Dispatcher.handle",
        "sun.nio.ch.SelectorImpl.select");
    assertTrue(tally.diagnosis(0).statement().contains("org.postgresql"));
    assertEquals("accept_thread_blocked", tally.diagnosis(0).cause());
  }

  @Test
  void aJvmThatStoodStillComesBeforeWhereItsThreadsStood() {
    add(Thread.State.RUNNABLE, null, null, "com.acme.Shop.slow");
    Diagnosis diagnosis = tally.diagnosis(1_300_000_000L);
    assertEquals("unknown", diagnosis.cause());
    assertEquals(
        "The whole JVM stood still for 1.3 s: its own clock thread came that late.",
        diagnosis.statement());
  }

  @Test
  void nothingIsSaidOfWhatWasNotLookedAt() {
    assertNull(tally.diagnosis(0).statement());
  }

  private void add(Thread.State state, String lock, String owner, String... frames) {
    StackTraceElement[] stack =
        Arrays.stream(frames)
            .map(
                frame -> {
                  int dot = frame.lastIndexOf('.');
                  return new StackTraceElement(
                      frame.substring(0, dot), frame.substring(dot + 1), "Source.java", 7);
                })
            .toArray(StackTraceElement[]::new);
    tally.add(nowNanos, new AcceptorSample("acceptor", state, stack, lock, owner));
    nowNanos += 100_000_000;
  }
}
