package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.LocalAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** On struct sockaddr as getsockname(2) gives it, on machines of both byte orders. */
class SocketAddressTextTest {
  private static final String IPV4 = "1f907f00000100000000000000000000000000000000000000000000";
  private static final String IPV6 = "1f910000000020010db8000000000000000000000001000000000000";
  private static final String MAPPED = "1f920000000000000000000000000000ffff0a01020300000000aaaa";
  private static final String UNBOUND = "00007f00000100000000000000000000000000000000000000000000";

  @Test
  void local() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      assertEquals("127.0.0.1:8080", text(local(2, IPV4, order)));
      assertEquals("[2001:db8::1]:8081", text(local(10, IPV6, order)));
      assertEquals("10.1.2.3:8082", text(local(10, MAPPED, order)));
    }
  }

  @Test
  void noInternetAddress() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      assertNull(local(2, UNBOUND, order));
      assertNull(local(1, IPV4, order), "AF_UNIX");
      assertNull(local(0, IPV4, order), "AF_UNSPEC");
    }
  }

  @Test
  void peer() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      assertEquals("127.0.0.1 8080", peer(2, IPV4, order));
      assertEquals("2001:db8::1 8081", peer(10, IPV6, order));
      assertEquals("10.1.2.3 8082", peer(10, MAPPED, order));
    }
  }

  @Test
  void peerOfAnotherFamilyStaysUnknown() {
    ClientReading client = new ClientReading();
    SocketAddressText.peer(memory(1, IPV4, ByteOrder.nativeOrder()), Scratch.VALUE, client);
    assertEquals(0, client.port);
  }

  /**
   * A slot is used again and again, so an IPv4 client must not look like the IPv6 one before it.
   */
  @Test
  void readingsDoNotMix() {
    ClientReading client = new ClientReading();
    ByteOrder order = ByteOrder.nativeOrder();
    SocketAddressText.peer(memory(10, IPV6, order), Scratch.VALUE, client);
    client.clear();
    SocketAddressText.peer(memory(2, IPV4, order), Scratch.VALUE, client);
    assertEquals("127.0.0.1 8080", client.address() + " " + client.port);
    client.clear();
    SocketAddressText.peer(memory(10, MAPPED, order), Scratch.VALUE, client);
    assertEquals("10.1.2.3 8082", client.address() + " " + client.port);
  }

  private static LocalAddress local(int family, String rest, ByteOrder order) {
    return SocketAddressText.local(memory(family, rest, order), Scratch.VALUE);
  }

  private static String peer(int family, String rest, ByteOrder order) {
    ClientReading client = new ClientReading();
    SocketAddressText.peer(memory(family, rest, order), Scratch.VALUE, client);
    return client.address() + " " + client.port;
  }

  private static String text(LocalAddress address) {
    assertNotNull(address);
    return address.toString();
  }

  /** The family is a number of the machine's, all else lies in network order. */
  private static ByteBuffer memory(int family, String rest, ByteOrder order) {
    ByteBuffer memory =
        ByteBuffer.allocate(Scratch.VALUE + SocketAddressText.SIZE + 2).order(order);
    memory.putShort(Scratch.VALUE, (short) family);
    memory.position(Scratch.VALUE + 2);
    memory.put(HexFormat.of().parseHex(rest));
    return memory;
  }
}
