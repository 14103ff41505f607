package io.acceptlag.probes.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.libc.jna.JnaLibC;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** On this machine's kernel, of sockets of its own, and on what a kernel may refuse. */
class SockDiagTest {
  private static final int BACKLOG = 7;
  private static final long LOOPBACK = 0x7f00_0001L;

  private final SockDiag diag = new SockDiag(new JnaLibC());

  @Test
  void aListenerAndItsQueue() throws IOException {
    try (ServerSocketChannel listener = listen();
        Socket first = connect(listener);
        Socket second = connect(listener)) {
      assertNotEquals(first.getLocalPort(), second.getLocalPort());
      AtomicInteger seen = new AtomicInteger();
      long ownUid = ownUid();
      int result =
          diag.listenersAt(
              port(listener),
              each -> {
                if (!each.isLocal(0, LOOPBACK, false)) {
                  // Another process may have that port of another address.
                  return true;
                }
                seen.getAndIncrement();
                assertEquals(TcpState.LISTEN, each.state());
                assertEquals(port(listener), each.localPort());
                assertEquals(0, each.remotePort());
                assertEquals(2, each.receiveQueue());
                assertEquals(BACKLOG, each.sendQueue());
                assertEquals(ownUid, each.uid());
                assertFalse(each.isLocal(0, LOOPBACK + 1, false));
                assertFalse(each.isLocalAny());
                assertNotEquals(0, each.inode());
                assertNotEquals(0, each.cookie());
                return true;
              });
      assertEquals(0, result);
      assertEquals(1, seen.get());
    }
  }

  @Test
  void allListenersAndWhatEachHasDropped() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      List<Long> drops = new ArrayList<>();
      assertEquals(
          0,
          diag.listeners(
              each -> {
                if (each.localPort() == port(listener) && each.isLocal(0, LOOPBACK, false)) {
                  drops.add(SockDiag.drops(each));
                }
                return true;
              }));
      assertEquals(List.of(0L), drops);
    }
  }

  @Test
  void anyAddressInBothFamilies() throws IOException {
    try (ServerSocketChannel ipv4 = ServerSocketChannel.open(StandardProtocolFamily.INET);
        ServerSocketChannel ipv6 = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      ipv4.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0), BACKLOG);
      ipv6.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 0), BACKLOG);
      for (ServerSocketChannel each : List.of(ipv4, ipv6)) {
        List<Boolean> any = new ArrayList<>();
        assertEquals(0, diag.listenersAt(port(each), seen -> any.add(seen.isLocalAny())));
        assertEquals(List.of(true), any);
      }
    }
  }

  @Test
  void connectionsBeforeAndAfterTheirAccept() throws IOException {
    try (ServerSocketChannel listener = listen();
        Socket first = connect(listener);
        Socket second = connect(listener)) {
      first.getOutputStream().write(new byte[5]);
      Set<Integer> clients = new HashSet<>();
      Set<Long> hashes = new HashSet<>();
      Set<Long> cookies = new HashSet<>();
      assertEquals(
          0,
          diag.connections(
              port(listener),
              each -> {
                clients.add(each.remotePort());
                hashes.add(each.remoteHash());
                cookies.add(each.cookie());
                assertEquals(TcpState.ESTABLISHED, each.state());
                assertEquals(0, each.inode(), "not accepted");
                assertTrue(each.isRemote(0, LOOPBACK, false));
                assertEquals(
                    each.remotePort() == first.getLocalPort() ? 5 : 0,
                    SockDiag.bytesReceived(each));
                assertEquals(0, SockDiag.dataSegmentsOut(each));
                assertTrue(SockDiag.waitMillis(each) >= 0);
                assertTrue(SockDiag.lastDataReceivedMillis(each) >= 0);
                return true;
              }));
      assertEquals(Set.of(first.getLocalPort(), second.getLocalPort()), clients);
      assertEquals(2, hashes.size());
      assertEquals(2, cookies.size());

      try (var accepted = listener.accept()) {
        assertTrue(accepted.isConnected());
        List<Boolean> owned = new ArrayList<>();
        assertEquals(0, diag.connections(port(listener), each -> owned.add(each.inode() != 0)));
        assertEquals(1, owned.stream().filter(each -> each).count());
      }
    }
  }

  @Test
  void connectionsToAPortAndAllThatHaveIt() throws IOException {
    try (ServerSocketChannel listener = listen();
        Socket client = connect(listener)) {
      List<Integer> clients = new ArrayList<>();
      assertEquals(0, diag.connectionsTo(port(listener), each -> clients.add(each.localPort())));
      assertTrue(clients.contains(client.getLocalPort()), clients::toString);
      List<Integer> states = new ArrayList<>();
      assertEquals(0, diag.havingPort(port(listener), each -> states.add(each.state())));
      assertTrue(states.containsAll(List.of(TcpState.LISTEN, TcpState.ESTABLISHED)));
      assertEquals(0, diag.halfOpen(each -> true));
    }
  }

  @Test
  void stopsWhenItsVisitorDoes() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertNotEquals(one.getLocalPort(), other.getLocalPort());
      AtomicInteger seen = new AtomicInteger();
      assertEquals(0, diag.listeners(each -> seen.incrementAndGet() < 1));
      assertEquals(1, seen.get());
    }
  }

  @Test
  void saysWhyItIsRefused() {
    // EACCES, then EPERM, as of a sandbox.
    ScriptedLibC noSocket = new ScriptedLibC();
    noSocket.socket = -13;
    assertEquals(-13, new SockDiag(noSocket).listeners(each -> true));
    assertEquals(0, noSocket.closed);

    ScriptedLibC noSend = new ScriptedLibC();
    noSend.sent = -1;
    assertEquals(-1, new SockDiag(noSend).listeners(each -> true));
    assertEquals(1, noSend.closed);

    ScriptedLibC noAnswer = new ScriptedLibC();
    assertEquals(-Errno.EIO, new SockDiag(noAnswer).connectionsTo(80, each -> true));
    assertEquals(1, noAnswer.closed);

    ScriptedLibC noModule = new ScriptedLibC();
    // NLMSG_DONE with ENOENT, as where there is no tcp_diag.
    noModule.answers.add("140000000300020000000000f1380000feffffff");
    assertEquals(-2, new SockDiag(noModule).listeners(each -> true));

    ScriptedLibC nameless = new ScriptedLibC();
    // NLMSG_ERROR without a reason.
    nameless.answers.add("1000000002000000000000000000000000000000");
    assertEquals(-Errno.EIO, new SockDiag(nameless).listeners(each -> true));
  }

  /** An answer of more than one part, then that of the other family. */
  @Test
  void goesOnUntilTheKernelIsDone() {
    ScriptedLibC libc = new ScriptedLibC();
    String done = "140000000300020000000000f138000000000000";
    // NLMSG_NOOP: no socket, and not the end.
    libc.answers.addAll(List.of("10000000010002000000000000000000", done, done));
    assertEquals(0, new SockDiag(libc).listeners(each -> true));
    assertEquals(List.of(), libc.answers);
    assertEquals(2, libc.closed);
    // A dump of listeners by TCP, of either family, with SK_MEMINFO (bit 6), of any port.
    String rest = "0000000000000000" + "0a06400000040000" + "00".repeat(40) + "ffffffffffffffff";
    assertEquals("4800000014000103" + rest, libc.lastRequest);
  }

  private static ServerSocketChannel listen() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
    listener.bind(new InetSocketAddress(loopback(), 0), BACKLOG);
    return listener;
  }

  private static Socket connect(ServerSocketChannel listener) throws IOException {
    return new Socket(loopback(), port(listener));
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static int port(ServerSocketChannel listener) {
    return listener.socket().getLocalPort();
  }

  private static long ownUid() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Uid:"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1]))
        .findFirst()
        .orElseThrow();
  }
}
