package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.unserved.UnreadReading;
import io.acceptlag.core.unserved.UnservedCount;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.procfs.Proc;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An accepted loopback connection in each state, with the kernel as it is. */
class SocketUnreadProbeTest {
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LibC kernel = new JnaLibC();
  private final Proc proc = new Proc(new File("/proc"));
  private final SocketUnreadProbe probe =
      new SocketUnreadProbe(kernel, proc, new BlankFigures(), new SockDiag(kernel));
  private final UnreadReading reading = new UnreadReading();

  private ServerSocketChannel server;
  private SocketChannel client;
  private SocketChannel accepted;
  private int port;
  private int fd;
  private long identity;

  @BeforeEach
  void accepts() throws Exception {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    client = SocketChannel.open(server.getLocalAddress());
    accepted = server.accept();
    int[] untouched = probe.untouched(port, 10);
    assertEquals(1, untouched.length, () -> "the accepted one only: " + Arrays.toString(untouched));
    fd = untouched[0];
    identity = probe.identity(fd, port);
    assertNotEquals(0, identity);
  }

  @AfterEach
  void closes() throws IOException {
    accepted.close();
    client.close();
    server.close();
    proc.close();
  }

  @Test
  void aSilentClient() throws Exception {
    awaitReading(TcpState.ESTABLISHED, 0, 0);
    assertCounted("0 unserved, 0 left, 0 kept");
  }

  @Test
  void nothingIsRead() throws Exception {
    send(100);
    awaitReading(TcpState.ESTABLISHED, 100, 100);
    assertFalse(reading.answered);
    assertCounted("1 unserved, 0 left, 0 kept");
  }

  @Test
  void oneByteIsRead() throws Exception {
    send(100);
    assertEquals(1, accepted.read(ByteBuffer.allocate(1)));
    awaitReading(TcpState.ESTABLISHED, 100, 99);
    assertCounted("0 unserved, 0 left, 1 kept");
  }

  @Test
  void allIsRead() throws Exception {
    send(100);
    assertEquals(100, accepted.read(ByteBuffer.allocate(200)));
    awaitReading(TcpState.ESTABLISHED, 100, 0);
    assertCounted("0 unserved, 0 left, 0 kept");
  }

  /** One that is silent, one that was read in part, and two that are unread. */
  @Test
  void theLongestUnreadIsFound() throws Exception {
    send(100);
    awaitReading(TcpState.ESTABLISHED, 100, 100);
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        // Longer than a tick of the kernel's clock.
        Thread.sleep(30);
        SocketChannel later = SocketChannel.open(server.getLocalAddress());
        open.add(later);
        SocketChannel taken = server.accept();
        open.add(taken);
        if (i > 0) {
          assertEquals(9, later.write(ByteBuffer.allocate(9)));
        }
        if (i == 1) {
          assertEquals(1, taken.read(ByteBuffer.allocate(1)));
        }
      }
      int[] all = probe.longestUnread(port, 10);
      assertEquals(2, all.length, () -> Arrays.toString(all));
      assertEquals(fd, all[0]);
      assertEquals(0, probe.longestUnread(port, 10).length, "at once again");
      SocketUnreadProbe another =
          new SocketUnreadProbe(kernel, proc, new BlankFigures(), new SockDiag(kernel));
      assertArrayEquals(new int[] {fd}, another.longestUnread(port, 1));
    } finally {
      for (SocketChannel each : open) {
        each.close();
      }
    }
  }

  /** As of a server that greets first. */
  @Test
  void somethingWasSentToIt() throws Exception {
    assertEquals(3, accepted.write(ByteBuffer.allocate(3)));
    send(100);
    awaitReading(TcpState.ESTABLISHED, 100, 100);
    assertTrue(reading.answered);
    assertCounted("0 unserved, 0 left, 0 kept");
  }

  /** The FIN counts as a byte that came, and not as one that is unread. */
  @Test
  void itsClientHasClosedItsSide() throws Exception {
    send(50);
    client.shutdownOutput();
    awaitReading(TcpState.CLOSE_WAIT, 51, 50);
    assertCounted("1 unserved, 1 left, 0 kept");
  }

  @Test
  void itsClientHasClosedItsSideAndSentNothing() throws Exception {
    client.shutdownOutput();
    awaitReading(TcpState.CLOSE_WAIT, 1, 0);
    assertCounted("0 unserved, 0 left, 0 kept");
  }

  /** A walk does not list it any more. */
  @Test
  void itsClientHasReset() throws Exception {
    send(10);
    awaitReading(TcpState.ESTABLISHED, 10, 10);
    client.socket().setSoLinger(true, 0);
    client.close();
    awaitReading(TcpState.CLOSE, 10, 10);
    assertCounted("0 unserved, 0 left, 0 kept");
  }

  /**
   * SIOCINQ leaves it out, as if it had been read. So a sampled connection that has one opens no
   * incident. A walk counts it.
   */
  @Test
  void anUrgentByteIsAmongThem() throws Exception {
    send(9);
    client.socket().sendUrgentData(1);
    awaitReading(TcpState.ESTABLISHED, 10, 9);
    assertCounted("1 unserved, 0 left, 0 kept");
  }

  @Test
  void itsWindowIsFull() throws Exception {
    client.configureBlocking(false);
    long sent = 0;
    ByteBuffer data = ByteBuffer.allocate(1 << 16);
    for (int more = client.write(data); more > 0; more = client.write(data)) {
      sent += more;
      data.clear();
    }
    long deadline = System.nanoTime() + SOON_NANOS;
    do {
      probe.read(fd, identity, reading);
    } while (reading.received == 0 && System.nanoTime() - deadline < 0);
    assertTrue(reading.open);
    assertEquals(TcpState.ESTABLISHED, reading.state);
    assertTrue(reading.received > 0 && reading.received <= sent, () -> "" + reading.received);
    // More may come between the two system calls.
    assertTrue(reading.unread >= reading.received, () -> "" + reading.unread);
  }

  @Test
  void anotherHasItsDescriptor() {
    probe.read(fd, identity + 1, reading);
    assertTrue(reading.open, "without data there is nothing to tell them apart for");
    assertEquals(0, probe.identity(fd, port + 1));
    probe.read(Integer.MAX_VALUE, identity, reading);
    assertFalse(reading.open);
    assertTrue(probe.isReported());
  }

  private void send(int bytes) throws IOException {
    assertEquals(bytes, client.write(ByteBuffer.allocate(bytes)));
  }

  private void awaitReading(int state, long received, long unread) {
    String expected = state + ": " + unread + " of " + received;
    long deadline = System.nanoTime() + SOON_NANOS;
    String seen;
    do {
      probe.read(fd, identity, reading);
      seen = reading.state + ": " + reading.unread + " of " + reading.received;
    } while (!seen.equals(expected) && System.nanoTime() - deadline < 0);
    assertEquals(expected, seen);
    assertTrue(reading.open);
    assertTrue(probe.isReported());
  }

  private void assertCounted(String expected) {
    UnservedCount counted = probe.count(port, 1, 0, 0);
    assertNotNull(counted);
    assertTrue(counted.complete());
    assertFalse(counted.shared());
    assertEquals(
        expected,
        counted.unserved() + " unserved, " + counted.left() + " left, " + counted.kept() + " kept");
  }
}
