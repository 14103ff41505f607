package io.acceptlag.core.unserved;

import static io.acceptlag.core.unserved.ScriptedConnections.MILLIS;
import static io.acceptlag.core.unserved.ScriptedConnections.NEVER;
import static io.acceptlag.core.unserved.ScriptedConnections.POLL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.unserved.ScriptedConnections.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample of a listener whose connections follow a script, on a clock of milliseconds. */
class SampledConnectionsTest {
  private final ScriptedConnections kernel = new ScriptedConnections();
  private final SampledConnections sample = kernel.sample();

  @Test
  void recordsEveryWaitToWithinOnePoll() {
    Random random = new Random(15);
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Connection each = new Connection();
      each.accepted = random.nextInt(60_000);
      // Early, late, or while it waited to be accepted.
      each.data = each.accepted + (i % 3 == 0 ? random.nextInt(900) : -random.nextInt(3_000));
      each.more = i % 2 == 0 ? each.data + random.nextInt(2_000) : NEVER;
      each.read = Math.max(each.accepted, each.data) + random.nextInt(i % 5 == 0 ? 90 : 5_000);
      each.fin = i % 7 == 0 ? each.data + random.nextInt(4_000) : NEVER;
      each.answer = each.read;
      all.add(each);
    }
    for (int now = 0; now < 70_000; now++) {
      tick(now, all);
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
    assertEquals(300, Arrays.stream(sample.reads().counts()).sum());
    long truth = all.stream().mapToLong(each -> each.read - each.since()).sum();
    assertTrue(
        Math.abs(truth - sample.reads().sumMillis()) <= 300 * POLL / 2,
        () -> truth + " ms, recorded " + sample.reads().sumMillis());
  }

  @Test
  void recordsOneWaitAtATime() {
    Random random = new Random(16);
    for (int i = 0; i < 200; i++) {
      long start = i * 10_000L;
      Connection each = new Connection();
      each.accepted = start + random.nextInt(POLL);
      each.data = each.accepted + (i % 2 == 0 ? random.nextInt(900) : -random.nextInt(3_000));
      each.more = i % 3 == 0 ? each.data + random.nextInt(2_000) : NEVER;
      each.read = each.since() + random.nextInt(i % 5 == 0 ? 90 : 5_000);
      long before = sample.reads().sumMillis();
      List<Long> told = new ArrayList<>();
      sample.tell(
          (accepted, data, read) -> {
            assertEquals(each.accepted * MILLIS, accepted);
            told.add((data - accepted) / MILLIS);
            told.add((read - data) / MILLIS);
          });
      run(start, 9_000, each);
      long truth = each.read - each.since();
      long recorded = sample.reads().sumMillis() - before;
      assertTrue(Math.abs(truth - recorded) <= POLL, truth + " ms, recorded " + recorded);
      assertEquals(
          recorded == 0 ? null : recorded, kernel.followed.get(each.accepted * MILLIS), "followed");
      assertEquals(recorded == 0 ? List.of() : recorded, told.isEmpty() ? told : told.get(1));
      assertTrue(told.isEmpty() || told.get(0) >= each.since() - each.accepted, "first data");
    }
    assertEquals(200, Arrays.stream(sample.reads().counts()).sum());
  }

  @Test
  void neverSaysMoreThanWasUnread() {
    Random random = new Random(17);
    for (int i = 0; i < 100; i++) {
      long start = i * 10_000L;
      Connection each = new Connection();
      each.accepted = start + random.nextInt(POLL);
      each.data = each.accepted + (i % 2 == 0 ? random.nextInt(3_000) : -random.nextInt(3_000));
      each.more = i % 3 == 0 ? each.data + random.nextInt(2_000) : NEVER;
      each.read = each.since() + random.nextInt(5_000);
      for (long now = start; now < start + 9_000; now++) {
        tick(now, List.of(each));
        if (now % POLL == 0) {
          sample.poll(now * MILLIS);
          long truth = now < each.read ? Math.max(0, now - each.since()) : 0;
          assertTrue(sample.oldestNanos() <= truth * MILLIS);
          assertTrue(sample.oldestNanos() >= (truth - POLL) * MILLIS);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 37, 50, 99})
  void findsOneStuckOfAHundredAmongTenThousandASecond(int stuck) {
    for (long now = 0; now < 5_000; now++) {
      for (int i = 0; i < 10; i++) {
        Connection each = new Connection();
        each.accepted = now;
        each.data = now;
        each.read = (now * 10 + i) % 100 == stuck ? NEVER : now + 1;
        each.close = each.read == NEVER ? NEVER : now + 20;
        kernel.accept(each, i * MILLIS / 10);
      }
      kernel.nowMillis = now;
      if (now % POLL == 99) {
        sample.poll(now * MILLIS);
        if (sample.anyOverdueTwice()) {
          return;
        }
      }
    }
    throw new AssertionError("not found within 5 s");
  }

  @Test
  void aPollThatTakesLongMakesNoWaitLonger() {
    Connection each = new Connection();
    each.accepted = 0;
    each.data = 1_000;
    for (int now = 0; now < 5_000; now++) {
      tick(now, List.of(each));
      if (now % POLL == 0) {
        kernel.lateNanos = now % 300 * MILLIS;
        sample.poll(now * MILLIS);
        assertTrue(sample.oldestNanos() <= Math.max(0, now - 1_000) * MILLIS + kernel.lateNanos);
      }
    }
  }

  @Test
  void findsAStuckOneBehindThousandsThatNeverSpeak() {
    for (long now = 0; now < 60_000; now++) {
      if (now % 10 == 0) {
        // As pre-opened connections, of which every 50th speaks and is not read.
        Connection each = new Connection();
        each.accepted = now;
        each.data = now > 50_000 && now % 500 == 0 ? now : NEVER;
        accept(each);
      }
      kernel.nowMillis = now;
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
        assertTrue(now > 50_000 || sample.unserved() == 0);
      }
    }
    assertTrue(sample.anyOverdueTwice());
  }

  @Test
  void findsClientsThatSpeakLate() {
    // A proxy's pool: opened at once, used 30 s later.
    for (int i = 0; i < 40; i++) {
      Connection each = new Connection();
      each.accepted = i;
      each.data = 30_000L + i;
      accept(each);
      kernel.nowMillis = i;
      sample.poll(i * MILLIS);
    }
    kernel.nowMillis = 40_000;
    sample.poll(40_000 * MILLIS);
    kernel.nowMillis += POLL;
    sample.poll(kernel.nowMillis * MILLIS);
    assertEquals(40, sample.unserved());
    assertTrue(sample.anyOverdueTwice());
  }

  @Test
  void whatIsNoTrouble() {
    Connection silent = new Connection();
    Connection kept = new Connection();
    kept.data = 0;
    kept.read = 10;
    kept.answer = 20;
    kept.more = 30;
    Connection pushed = new Connection();
    pushed.data = 0;
    pushed.answer = 10;
    Connection knocks = new Connection();
    knocks.fin = 5;
    Connection reset = new Connection();
    reset.reset = 5;
    Connection closedAtOnce = new Connection();
    closedAtOnce.data = 0;
    closedAtOnce.close = 1;
    List<Connection> all = List.of(silent, kept, pushed, knocks, reset, closedAtOnce);
    for (int now = 0; now < 10_000; now++) {
      tick(now, all);
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
        assertFalse(sample.anyOverdueTwice());
      }
    }
    assertEquals(0, sample.unserved());
    assertEquals(0, sample.oldestNanos());
  }

  /** Of one that was seen without data nobody knows whether any came. */
  @Test
  void whatTheServerClosesWasReadUnlessItNeverSpoke() {
    Connection unread = new Connection();
    unread.data = 0;
    unread.close = 3_000;
    Connection atOnce = new Connection();
    atOnce.accepted = 10;
    atOnce.data = 10;
    atOnce.close = 20;
    Connection silent = new Connection();
    silent.close = 3_000;
    for (int now = 0; now < 5_000; now++) {
      tick(now, List.of(unread, atOnce, silent));
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
    assertEquals(1, sample.reads().count(0));
    assertEquals(2, Arrays.stream(sample.reads().counts()).sum());
    assertTrue(Math.abs(3_000 - sample.reads().sumMillis()) <= POLL);
  }

  @Test
  void aPauseOfTheWholeProcessIsNotEnough() {
    Connection each = new Connection();
    each.accepted = 10;
    each.data = 10;
    each.read = 3_050;
    tick(10, List.of(each));
    // No poll while it is paused; afterwards the application reads.
    kernel.nowMillis = 3_040;
    sample.poll(3_040 * MILLIS);
    assertFalse(sample.anyOverdueTwice());
    kernel.nowMillis = 3_140;
    sample.poll(3_140 * MILLIS);
    assertEquals(0, sample.unserved());
  }

  @Test
  void aDescriptorThatIsReusedIsAnotherConnection() {
    Connection each = new Connection();
    each.accepted = 0;
    each.data = 0;
    tick(0, List.of(each));
    kernel.nowMillis = 100;
    sample.poll(100 * MILLIS);
    assertEquals(1, sample.unserved());
    each.identity += 1000;
    kernel.nowMillis = 200;
    sample.poll(200 * MILLIS);
    assertEquals(0, sample.unserved());
  }

  @Test
  void countsThoseWhoseClientHasLeft() {
    Connection closing = new Connection();
    closing.data = 0;
    closing.fin = 50;
    Connection reset = new Connection();
    reset.data = 0;
    reset.reset = 50;
    Connection waiting = new Connection();
    waiting.data = 0;
    for (int now = 0; now <= 5_000; now++) {
      tick(now, List.of(closing, reset, waiting));
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
    assertEquals(3, sample.unserved());
    assertEquals(2, sample.left());
  }

  /** The FIN counts as a received byte, but cannot be read. */
  @Test
  void closedAndResetBetweenTwoSamplesIsNotRead() {
    Connection each = new Connection();
    each.data = 0;
    each.fin = 1_050;
    each.reset = 1_060;
    for (int now = 0; now <= 5_000; now++) {
      tick(now, List.of(each));
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
    assertEquals(1, sample.unserved());
    assertEquals(1, sample.left());
    assertEquals(0, Arrays.stream(sample.reads().counts()).sum());
  }

  @Test
  void roomIsLeftForNewOnesWhenThousandsAreUnreadForGood() {
    for (int now = 0; now < 20_000; now++) {
      if (now < 10_000) {
        Connection leaked = new Connection();
        leaked.accepted = now;
        leaked.data = now;
        accept(leaked);
      }
      kernel.nowMillis = now;
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
    assertTrue(sample.unserved() >= SampledConnections.SLOTS - SampledConnections.FREE_MIN);
    assertTrue(sample.oldestNanos() > 19_800 * MILLIS);
    long before = Arrays.stream(sample.reads().counts()).sum();
    Connection served = new Connection();
    served.accepted = 20_000;
    served.data = 20_000;
    served.read = 20_001;
    run(20_000, 1_000, served);
    assertEquals(before + 1, Arrays.stream(sample.reads().counts()).sum());
  }

  /** They come at once, and are served one by one, the oldest first; nobody comes any more. */
  @Test
  void theSampleLastsAsLongAsAnyIsUnread() {
    int count = 2_000;
    int end = 200_000;
    for (long i = 0; i < count; i++) {
      Connection each = new Connection();
      each.accepted = i / 10;
      each.data = i / 10;
      each.read = 1_000 + i * 100;
      each.answer = each.read;
      kernel.nowMillis = each.accepted;
      accept(each);
    }
    for (long now = POLL; now < end; now += POLL) {
      kernel.nowMillis = now;
      sample.poll(now * MILLIS);
      if (now % 1_000 == 0) {
        sample.refill(now * MILLIS);
      }
      if (now > 4_000) {
        assertTrue(sample.oldestNanos() >= 1_000 * MILLIS, "at " + now);
        assertTrue(sample.oldestNanos() <= now * MILLIS, "at " + now);
      }
    }
    assertTrue(
        kernel.followed.size() < SampledConnections.SLOTS, "one of those that came later counts");
  }

  private void run(long start, long millis, Connection each) {
    for (long now = start; now < start + millis; now++) {
      tick(now, List.of(each));
      if (now % POLL == 0) {
        sample.poll(now * MILLIS);
      }
    }
  }

  private void tick(long now, List<Connection> all) {
    kernel.tick(now, all);
  }

  private void accept(Connection each) {
    kernel.accept(each, 0);
  }
}
