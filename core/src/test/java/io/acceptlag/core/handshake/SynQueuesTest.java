package io.acceptlag.core.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SynQueuesTest {
  private static final long POLL_NANOS = 100_000_000;
  private static final long REPEAT_NANOS = 30_000_000_000L;

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final SynQueues queues = new SynQueues(kernel);
  private final FakeQueue shop = new FakeQueue(8080, 8);
  private final FakeQueue admin = new FakeQueue(9090, 8);
  private final List<FakeQueue> all = new ArrayList<>(List.of(shop, admin));
  private final List<String> told = new ArrayList<>();
  private long nowNanos = 5_000_000_000L;
  private long overflows;
  private long drops = 70;
  private long synQueueDrops = 60;
  private long cookies = 50;
  private long received = 40;

  @BeforeEach
  void firstPoll() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "0");
    kernel.settings.put(KernelSetting.MAX_SYN_BACKLOG, "512");
    poll();
  }

  @Test
  void whatWasCountedBeforeIsNotTold() {
    poll();
    assertEquals(List.of(), told);
    assertEquals(0, kernel.looks);
  }

  @Test
  void synsDroppedAtOneListener() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9, 9090, 1), true);
    drop(shop, 31);
    admin.drops = 1;
    poll();
    assertEquals(List.of("8080 OPENED DROPPED 31, 9 of 9"), told);
    quiet(99);
    assertEquals(1, told.size());
    quiet(1);
    assertEquals("8080 ENDED DROPPED 31, 9 of 9", told.get(1));
    quiet(200);
    assertEquals(2, told.size());
  }

  @Test
  void isReportedAgainAfterAWhile() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    for (int i = 0; i < 1_000; i++) {
      drop(shop, 1);
      poll();
    }
    assertEquals(
        List.of(
            "8080 OPENED DROPPED 1, 9 of 9",
            "8080 STILL_OPEN DROPPED 301, 9 of 9",
            "8080 STILL_OPEN DROPPED 901, 9 of 9"),
        told);
    assertEquals(20, kernel.looks, "one in 5 s");
  }

  /** Its drops are others': a scanner's half-open probes, say. */
  @Test
  void anothersSynQueueIsNotOurs() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 1, 5432, 129), true);
    drop(shop, 1);
    drops += 30;
    synQueueDrops += 30;
    poll();
    assertEquals(List.of(), told);
  }

  @Test
  void anAcceptQueueThatIsFullIsNoSynQueue() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    shop.drops = 5;
    drops += 5;
    overflows += 5;
    poll();
    assertEquals(List.of(), told);
  }

  /** They count as drops at the listener, and are in no counter of SYN queues. */
  @Test
  void theQuarterThatIsKeptForOthers() {
    kernel.settings.put(KernelSetting.MAX_SYN_BACKLOG, "8");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 7), true);
    shop.drops = 4;
    drops += 4;
    poll();
    assertEquals(List.of("8080 OPENED DROPPED 4, 7 of 7, unproven only"), told);
  }

  /** Settings may change; they are read again after 5 s. */
  @Test
  void cookiesForOneListener() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9, 9090, 2), true);
    cookies += 31;
    poll();
    quiet(9);
    assertEquals(List.of(), told, "they may still come back");
    quiet(1);
    assertEquals(List.of("8080 OPENED COOKIES 31, 9 of 9, back 0"), told);
    quiet(100);
    assertEquals("8080 ENDED COOKIES 31, 9 of 9, back 0", told.get(1));
  }

  /** Clients far away, of whom each completes its handshake after 300 ms. */
  @Test
  void cookiesThatComeBack() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    for (int i = 0; i < 23; i++) {
      cookies += i < 20 ? 30 : 0;
      received += i < 3 ? 0 : 30;
      poll();
    }
    quiet(10);
    assertEquals(List.of("8080 OPENED COOKIES 600, 9 of 9, back 600"), told);
  }

  /** However long it goes on, no more of them are under way at once. */
  @Test
  void theMostInASecondDoesNotGrow() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    for (int i = 0; i < 1_000; i++) {
      cookies += 30;
      received += i < 3 ? 0 : 30;
      poll();
    }
    assertEquals(300, shop.tracker.trouble().mostInSecond());
    assertEquals(30_000, shop.tracker.trouble().packets());
  }

  @Test
  void reportsCookiesThatAreSentOnAndOnAfterThreeSeconds() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    for (int i = 0; i <= 30; i++) {
      cookies += 30;
      poll();
    }
    assertEquals(List.of("8080 OPENED COOKIES 930, 9 of 9, back 0"), told);
  }

  /** Who was refused comes again, all at the same moment; the overflow has been reported. */
  @Test
  void cookiesForThoseThatTheAcceptQueueHasRefused() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    shop.overflows = true;
    cookies += 258;
    received += 256;
    poll();
    quiet(20);
    shop.overflows = false;
    quiet(200);
    assertEquals(List.of(), told);
  }

  @Test
  void reportsAFloodEvenWhereTheAcceptQueueIsFull() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    shop.overflows = true;
    cookies += 258;
    received += 12;
    poll();
    quiet(10);
    assertEquals(List.of("8080 OPENED COOKIES 258, 9 of 9, back 12"), told);
  }

  /** Which is what tcp_syncookies=2 means. */
  @Test
  void cookiesForEverybodyAreNothingToTell() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "2");
    kernel.halfOpen = new HalfOpen(Map.of(8080, 9), true);
    cookies += 31;
    poll();
    assertEquals(List.of(), told);
  }

  /** The look took too long, and had come to few of them. */
  @Test
  void whereTheyWereNotCountedToTheEnd() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 1), false);
    drop(shop, 3);
    poll();
    assertEquals(List.of("8080 OPENED DROPPED 3, -1 of 9"), told);
  }

  /** Then what it drops may be for that, and another's SYN queue be the full one. */
  @Test
  void whereTheyWereNotCountedToTheEndAndTheAcceptQueueIsFull() {
    kernel.halfOpen = new HalfOpen(Map.of(8080, 1), false);
    shop.acceptQueueFull = true;
    drop(shop, 3);
    poll();
    assertEquals(List.of(), told);
  }

  @Test
  void whereHalfOpenConnectionsCannotBeCounted() {
    drop(shop, 3);
    poll();
    assertEquals(List.of("8080 OPENED DROPPED 3, -1 of 9"), told);
    told.clear();
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    quiet(100);
    told.clear();
    cookies += 31;
    poll();
    assertEquals(List.of(), told, "it may be either's");
    quiet(100);
    all.remove(admin);
    cookies += 31;
    poll();
    quiet(10);
    assertEquals(List.of(), told, "it may be another process's");
  }

  @Test
  void whereNothingIsKnown() {
    drops = -1;
    overflows = -1;
    synQueueDrops = -1;
    cookies = -1;
    quiet(3);
    assertEquals(List.of(), told);
  }

  private void drop(FakeQueue listener, int syns) {
    listener.drops = syns;
    drops += syns;
    synQueueDrops += syns;
  }

  private void quiet(int polls) {
    for (int i = 0; i < polls; i++) {
      all.forEach(each -> each.drops = 0);
      poll();
    }
  }

  private void poll() {
    nowNanos += POLL_NANOS;
    queues.poll(
        nowNanos,
        NamespaceCounters.of(overflows, drops, synQueueDrops, cookies, cookies, received),
        all,
        (listener, change, trouble) ->
            told.add(listener.port + " " + change + " " + text(trouble)));
  }

  private static String text(SynQueueTrouble trouble) {
    return trouble.answer()
        + " "
        + trouble.packets()
        + ", "
        + trouble.halfOpen()
        + " of "
        + trouble.room()
        + (trouble.answer() == Answer.COOKIES ? ", back " + trouble.cameBack() : "")
        + (trouble.unprovenOnly() ? ", unproven only" : "");
  }

  private static final class FakeQueue implements SynQueues.Queue {
    final int port;
    final int limit;
    final SynQueueTracker tracker = new SynQueueTracker(REPEAT_NANOS);
    long drops;
    boolean acceptQueueFull;
    boolean overflows;

    FakeQueue(int port, int limit) {
      this.port = port;
      this.limit = limit;
    }

    @Override
    public LocalAddress address() {
      return LocalAddress.ofIpv4(0, port);
    }

    @Override
    public boolean isAcceptQueueFull() {
      return acceptQueueFull;
    }

    @Override
    public boolean overflowsNow() {
      return overflows;
    }

    @Override
    public int queueLimit() {
      return limit;
    }

    @Override
    public long drops() {
      return drops;
    }

    @Override
    public SynQueueTracker tracker() {
      return tracker;
    }
  }

  private static final class ScriptedKernel implements HandshakeProbe {
    final Map<KernelSetting, String> settings = new EnumMap<>(KernelSetting.class);
    @Nullable HalfOpen halfOpen;
    int looks;

    @Override
    public @Nullable KernelVersion kernel() {
      return KernelVersion.parse("6.18.44");
    }

    @Override
    public KernelSettings settings() {
      return new KernelSettings(settings);
    }

    @Override
    public @Nullable HalfOpen halfOpen() {
      looks++;
      return halfOpen;
    }

    @Override
    public @Nullable WaitingClients waiting(int port) {
      return null;
    }
  }
}
