package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpServer;
import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.evidence.FoundAcceptor.By;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without what opens java.base, so by a server's acceptor in a stack of this JVM's. */
@Timeout(60)
class UnseenAcceptorsTest {
  private static final int FD = 4711;

  private final UnseenAcceptors acceptors =
      new UnseenAcceptors(null, JvmBeans.open(null), (classFile, method, line) -> false);

  @Test
  void isWhoIsStuckInAServersAcceptor() throws Exception {
    assertNobody(By.NOTHING, find(0));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server = HttpServer.create(loopback(), 1);
    server.createContext(
        "/",
        exchange -> {
          entered.countDown();
          awaitIgnoringInterrupts(over);
          exchange.close();
        });
    server.start();
    try (Socket client = new Socket()) {
      client.connect(server.getAddress());
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      entered.await();

      FoundAcceptor found = find(0);
      assertEquals(By.SERVER, found.by());
      assertNotNull(found.thread());
      assertEquals("HTTP-Dispatcher", found.thread().getName());

      // It may as well be another listener's.
      assertNobody(By.SEVERAL, find(1));
      // Whose acceptor is this one.
      try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread waiting = new Thread(() -> acceptNothing(other));
        waiting.start();
        while (find(1).by() != By.SERVER) {
          Thread.onSpinWait();
        }
      }
    } finally {
      over.countDown();
      server.stop(0);
    }
  }

  private FoundAcceptor find(int others) {
    return acceptors.find(FD, others, new ArrayList<>());
  }

  private static void assertNobody(By by, FoundAcceptor found) {
    assertEquals(by, found.by());
    assertNull(found.thread());
  }

  private static void acceptNothing(ServerSocket listener) {
    try (Socket none = listener.accept()) {
      throw new IllegalStateException("accepted " + none);
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
