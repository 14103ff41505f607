package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlowPeersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long KEY = PeerKey.ofIpv4(0x0a000001, 4711);
  private static final int ANY_PORT = -1;

  private final SlowPeers peers = new SlowPeers();

  @Test
  void isEmptyUntilSomethingWasSlowAndLongAfter() {
    assertTrue(peers.isEmpty(0));
    peers.add(KEY, SECOND, 1200);
    assertFalse(peers.isEmpty(2 * SECOND));
    assertTrue(peers.isEmpty(2 * SECOND + SlowPeers.KEPT_NANOS));
  }

  @Test
  void isClaimedOnce() {
    peers.add(KEY, SECOND, 1200);
    SlowPeer peer = peers.claim(KEY, ANY_PORT, SECOND + 5);
    assertNotNull(peer);
    assertEquals(1200, peer.waitMillis());
    assertEquals(SlowPeer.UNKNOWN, peer.incident());
    assertEquals(SlowPeer.UNKNOWN, peer.firstReadMillis());
    assertNull(peers.claim(KEY, ANY_PORT, SECOND + 6));
    assertTrue(peers.isEmpty(2 * SECOND));
  }

  @Test
  void knowsTheIncidentOnceItIsKnown() {
    peers.add(KEY, SECOND, 1200);
    peers.complete(KEY, SECOND + 1, 8080, 6);
    peers.complete(KEY, SECOND, 8080, 7);
    peers.firstRead(SECOND, 300);
    assertNull(peers.claim(KEY, 8081, SECOND), "it came to another listener");
    SlowPeer peer = peers.claim(KEY, 8080, SECOND);
    assertNotNull(peer);
    assertEquals(7, peer.incident());
    assertEquals(300, peer.firstReadMillis());
  }

  @Test
  void aLaterConnectionOfTheSamePortMakesItVoid() {
    peers.add(KEY, SECOND, 1200);
    peers.forget(KEY);
    assertNull(peers.claim(KEY, ANY_PORT, 2 * SECOND));
    assertTrue(peers.isEmpty(2 * SECOND));
  }

  @Test
  void isNotOfARequestThatBeganBeforeIt() {
    peers.add(KEY, 10 * SECOND, 1200);
    assertNull(peers.claim(KEY, ANY_PORT, 9 * SECOND));
    assertNotNull(peers.claim(KEY, ANY_PORT, 10 * SECOND - SlowPeers.CLOCKS_APART_NANOS));
  }

  @Test
  void isNotOfARequestThatBeganLongAfterIt() {
    peers.add(KEY, SECOND, 1200);
    assertNull(peers.claim(KEY, ANY_PORT, 2 * SECOND + SlowPeers.KEPT_NANOS));
  }

  @Test
  void ofManyTheLatestAreKept() {
    int many = 100_000;
    for (int i = 0; i < many; i++) {
      peers.add(PeerKey.ofIpv4(i, 80), i, 1);
    }
    int kept = 0;
    for (int i = many - 200; i < many; i++) {
      kept += peers.claim(PeerKey.ofIpv4(i, 80), ANY_PORT, i) == null ? 0 : 1;
    }
    assertTrue(kept > 190, "only " + kept);
  }

  /** Each is claimed by one thread only, whole, while others add and forget. */
  @Test
  void manyThreadsAtOnce() throws Exception {
    int threads = 4;
    int keys = 500;
    AtomicInteger claims = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      all.add(
          pool.submit(
              () -> {
                for (int i = 0; i < 200_000; i++) {
                  int number = 1 + ThreadLocalRandom.current().nextInt(keys);
                  long key = PeerKey.ofIpv4(number, 80);
                  switch (i & 3) {
                    case 0 -> peers.add(key, number, number * 10L);
                    case 1 -> {
                      peers.complete(key, number, 80, number * 100L);
                      peers.firstRead(number, number * 1000L);
                    }
                    case 2 -> {
                      if (i % 10 == 0) {
                        peers.forget(key);
                      }
                    }
                    default -> {
                      SlowPeer peer = peers.claim(key, ANY_PORT, number);
                      if (peer != null) {
                        claims.getAndIncrement();
                        assertEquals(number * 10L, peer.waitMillis());
                        assertTrue(
                            peer.incident() == SlowPeer.UNKNOWN
                                || peer.incident() == number * 100L);
                      }
                    }
                  }
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    pool.shutdown();
    assertTrue(claims.get() > 1000);
    for (int number = 1; number <= keys; number++) {
      // If two threads add one key at once, which acceptors never do, there are two entries.
      while (peers.claim(PeerKey.ofIpv4(number, 80), ANY_PORT, number) != null) {
        claims.getAndIncrement();
      }
    }
    assertTrue(peers.isEmpty(0), "each entry is counted once");
  }
}
