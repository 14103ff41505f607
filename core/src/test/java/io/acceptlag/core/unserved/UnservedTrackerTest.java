package io.acceptlag.core.unserved;

import static io.acceptlag.core.unserved.ScriptedConnections.MILLIS;
import static io.acceptlag.core.unserved.ScriptedConnections.POLL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.unserved.ScriptedConnections.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Connections that follow a script, from poll to poll on a clock of milliseconds. */
class UnservedTrackerTest {
  private final ScriptedConnections kernel = new ScriptedConnections();
  private final UnservedTracker tracker =
      new UnservedTracker(2_000 * MILLIS, 60_000 * MILLIS, () -> 7);
  private final List<Connection> connections = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private long now;

  @Test
  void opensAtTheSecondSampleThatFindsOneOverdue() {
    connect(300);
    connect(350).read = 900;
    run(2_400);
    assertEquals(List.of("2400 OPENED"), changes);
    Unserved trouble = tracker.trouble(kernel.sample());
    assertEquals(7, trouble.id());
    assertEquals(300 * MILLIS, trouble.startNanos());
    assertEquals(2_400 * MILLIS, trouble.endNanos());
    assertEquals(2_100, trouble.oldestMillis());
    assertEquals(2_100, trouble.longestMillis());
    assertEquals(1, trouble.most());
  }

  @Test
  void handedOverItIsOpenNoMoreAndMayOpenAgain() {
    connect(0);
    run(5_000);
    assertEquals(List.of("2100 OPENED"), changes);
    tracker.handOver(5_000 * MILLIS);
    assertFalse(tracker.isOpen());
    run(5_100);
    assertEquals(List.of("2100 OPENED", "5100 OPENED"), changes);
  }

  @Test
  void endsAfterASecondInWhichNoneWasNearlyOverdue() {
    connect(0).read = 3_000;
    run(10_000);
    assertEquals(List.of("2100 OPENED", "3900 ENDED"), changes);
    assertFalse(tracker.isOpen());
    Unserved trouble = tracker.trouble(kernel.sample());
    assertEquals(2_900 * MILLIS, trouble.endNanos());
    assertEquals(0, trouble.unserved());
    assertEquals(1, trouble.most());
    assertEquals(2_900, trouble.longestMillis());
  }

  /** It would neither open an incident nor is it well: from half of warn.unserved on. */
  @Test
  void doesNotEndWhileOneIsUnreadForHalfOfThat() {
    connect(0).read = 3_000;
    for (long start = 1_500; start < 9_000; start += 1_300) {
      connect(start).read = start + 1_600;
    }
    run(9_000);
    assertEquals(List.of("2100 OPENED"), changes);
    run(20_000);
    assertEquals(List.of("2100 OPENED", "10500 ENDED"), changes);
  }

  @Test
  void repeatsAfterAMinuteAndThenAfterTwo() {
    connect(0);
    run(190_000);
    assertEquals(List.of("2100 OPENED", "62100 STILL_OPEN", "182100 STILL_OPEN"), changes);
  }

  /** Nothing is unread then, so "does not serve" would be untrue. */
  @Test
  void doesNotRepeatInTheQuietThatMayEndIt() {
    connect(0).read = 61_500;
    run(70_000);
    assertEquals(List.of("2100 OPENED", "62400 ENDED"), changes);
  }

  @Test
  void anOldCountIsNotReportedAsCurrent() {
    connect(0);
    run(2_100);
    tracker.counted(count(true, false, 40, 30, 3), now * MILLIS);
    run(11_900);
    assertEquals(40, tracker.trouble(kernel.sample()).unserved());
    run(13_000);
    assertEquals(1, tracker.trouble(kernel.sample()).unserved());
    assertFalse(tracker.trouble(kernel.sample()).exact());
    assertEquals(40, tracker.trouble(kernel.sample()).most());
  }

  @Test
  void aSecondOneWithinAMinuteMustBeQuietForTwiceAsLong() {
    connect(0).read = 3_000;
    connect(10_000).read = 13_000;
    connect(80_000).read = 83_000;
    run(90_000);
    assertEquals(
        List.of(
            "2100 OPENED",
            "3900 ENDED",
            "12100 OPENED",
            "14900 ENDED",
            "82100 OPENED",
            "83900 ENDED"),
        changes);
  }

  @Test
  void saysWhatTheKernelCounts() {
    Connection left = connect(0);
    left.fin = 500;
    connect(0);
    run(2_100);
    Unserved sampled = tracker.trouble(kernel.sample());
    assertEquals(2, sampled.unserved());
    assertEquals(1, sampled.left());
    assertEquals(-1, sampled.kept());
    assertEquals(-1, sampled.unanswered());
    assertEquals(0, sampled.keptMillis());
    assertFalse(sampled.exact());
    assertFalse(sampled.shared());

    tracker.counted(count(true, false, 40, 30, 3), now * MILLIS);
    Unserved counted = tracker.trouble(kernel.sample());
    assertEquals(40, counted.unserved());
    assertEquals(30, counted.left());
    assertEquals(3, counted.kept());
    assertEquals(1, counted.unanswered());
    assertEquals(5_000, counted.keptMillis());
    assertEquals(40, counted.most());
    assertTrue(counted.exact());
    assertFalse(counted.shared());

    tracker.counted(count(false, true, 50, 0, 0), now * MILLIS);
    Unserved cut = tracker.trouble(kernel.sample());
    assertEquals(50, cut.most());
    assertEquals(1, cut.left(), "of the sample");
    assertFalse(cut.exact());
    assertTrue(cut.shared());
  }

  /** The walk lists no connection that was reset. */
  @Test
  void theSampleMaySayMoreThanTheCount() {
    connect(0);
    connect(0).reset = 500;
    run(2_100);
    tracker.counted(count(true, false, 1, 0, 0), now * MILLIS);
    Unserved trouble = tracker.trouble(kernel.sample());
    assertEquals(2, trouble.unserved());
    assertFalse(trouble.exact());
  }

  @Test
  void theNextIncidentHasItsOwnFigures() {
    connect(0).read = 9_000;
    connect(0).read = 9_000;
    run(8_000);
    tracker.counted(count(true, false, 40, 30, 3), now * MILLIS);
    connect(80_000);
    run(82_100);
    assertEquals(List.of("2100 OPENED", "9900 ENDED", "82100 OPENED"), changes);
    Unserved trouble = tracker.trouble(kernel.sample());
    assertEquals(1, trouble.unserved());
    assertEquals(1, trouble.most());
    assertEquals(2_100, trouble.longestMillis());
    assertEquals(-1, trouble.kept());
  }

  @Test
  void knowsByWhichDescriptorsOthersCallThoseThatAreUnreadForLong() {
    connect(0).read = 100;
    Connection first = connect(0);
    Connection later = connect(1_000);
    Connection second = connect(0);
    Connection fresh = connect(2_300);
    run(2_500);
    UnreadDescriptors found = kernel.sample().descriptors();
    Set<Integer> all = Arrays.stream(found.all()).boxed().collect(Collectors.toSet());
    assertEquals(Set.of(first.fd, second.fd, later.fd), all);
    assertTrue(found.isOverdue(first.fd));
    assertTrue(found.isOverdue(second.fd));
    assertFalse(found.isOverdue(later.fd));
    assertTrue(kernel.sample().descriptors(100 * MILLIS).isOverdue(fresh.fd));
  }

  private static UnservedCount count(
      boolean complete, boolean shared, int unserved, int left, int kept) {
    UnservedCount.Counter counter = new UnservedCount.Counter(2_000, 5_000);
    for (int i = 0; i < unserved; i++) {
      boolean closing = i < left;
      counter.add(closing, closing ? 11 : 10, closing ? 11 : 10, 2_000, false, false);
    }
    for (int i = 0; i < kept; i++) {
      counter.add(false, 20, 10, 5_000, true, false);
    }
    counter.add(false, 10, 0, 5_000, true, false);
    return counter.result(complete, shared, 0);
  }

  /** One that sends at once. */
  private Connection connect(long accepted) {
    Connection each = new Connection();
    each.accepted = accepted;
    each.data = accepted;
    connections.add(each);
    return each;
  }

  private void run(long until) {
    for (; now <= until; now += POLL) {
      kernel.tick(now, connections);
      kernel.sample().poll(now * MILLIS);
      Change change = tracker.observe(now * MILLIS, kernel.sample());
      if (change != Change.NOTHING) {
        changes.add(now + " " + change);
      }
    }
  }
}
