package io.acceptlag.core.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingClientsTest {
  @Test
  void namesTheMostFrequent() {
    WaitingClients.Counter counter = new WaitingClients.Counter();
    for (int i = 1; i <= 7; i++) {
      for (int j = 0; j < i; j++) {
        counter.add("10.0.0." + i, 100L * i);
      }
    }
    counter.add("2001:db8::1", 50);
    counter.add("2001:db8::1", -1);
    WaitingClients clients = counter.result(true);
    assertEquals(30, clients.count());
    assertEquals(700, clients.oldestMillis());
    assertTrue(clients.complete());
    assertEquals(
        List.of("10.0.0.7:7", "10.0.0.6:6", "10.0.0.5:5", "10.0.0.4:4", "10.0.0.3:3"),
        clients.mostFrequent());
  }

  @Test
  void spellsIpv6WithBrackets() {
    WaitingClients.Counter counter = new WaitingClients.Counter();
    counter.add("::1", -1);
    WaitingClients clients = counter.result(false);
    assertEquals(List.of("[::1]:1+"), clients.mostFrequent());
    assertEquals(-1, clients.oldestMillis());
  }

  @Test
  void nobody() {
    WaitingClients clients = new WaitingClients.Counter().result(true);
    assertEquals(0, clients.count());
    assertEquals(List.of(), clients.mostFrequent());
  }
}
