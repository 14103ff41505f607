package io.acceptlag.core.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.listener.WaitHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Scripted samples, one every 100 ms: warn.wait=200ms, warn.queue=0.8, repeat=30s. */
class IncidentTrackerTest {
  private static final long MILLIS = 1_000_000;
  private static final long POLL = 100 * MILLIS;

  private final AtomicLong ids = new AtomicLong();
  private final IncidentTracker tracker =
      new IncidentTracker(
          new Thresholds(200 * MILLIS, 0.8, 30_000 * MILLIS),
          ids::incrementAndGet,
          new WaitHistogram());
  private final Observation seen = new Observation();
  private long nowNanos = -5_000 * MILLIS; // nanoTime may be negative, and pass zero

  @Test
  void saysNothingOfAHealthyListener() {
    for (int i = 0; i < 1000; i++) {
      int length = i % 5;
      assertEquals(Change.NOTHING, poll(o -> o.length = length));
    }
    assertEquals(0, ids.get());
  }

  @Test
  void opensOnAnAcceptWaitFromWarnWaitOn() {
    assertEquals(
        Change.OPENED,
        poll(
            o -> {
              o.delayed = 3;
              o.longestWaitMillis = 200;
              o.troubleSinceNanos = o.nowNanos - 200 * MILLIS;
            }));
    Incident incident = tracker.incident(seen);
    assertEquals(3, incident.delayed());
    assertEquals(200, incident.waitMaxMillis());
    assertEquals(200, incident.durationMillis());
    assertFalse(incident.overflowed());
  }

  /** They were reported when they were refused. */
  @Test
  void clientsThatWereRefusedLongBeforeAndLeaveAreNoTrouble() {
    Consumer<Observation> leave =
        o -> {
          o.drops = 73;
          o.overflows = 73;
          o.cookies = 119;
          o.cookiesAreOld = true;
          o.abandoned = 46;
        };
    assertEquals(Change.NOTHING, poll(leave));
    assertEquals(Change.OPENED, poll(leave.andThen(o -> o.cookiesAreOld = false)));
  }

  @Test
  void whoeverElseIsRefusedWhileTheyLeaveIsTrouble() {
    Consumer<Observation> leave =
        o -> {
          o.drops = 73;
          o.overflows = 73;
          o.cookies = 72;
          o.cookiesAreOld = true;
          o.abandoned = 46;
        };
    assertEquals(Change.OPENED, poll(leave));
  }

  /** They may wait for an answer. */
  @Test
  void clientsThatWereRefusedLongBeforeAndSpeakAreTrouble() {
    assertEquals(
        Change.OPENED,
        poll(
            o -> {
              o.drops = 73;
              o.overflows = 73;
              o.cookies = 119;
              o.cookiesAreOld = true;
            }));
  }

  @Test
  void opensOnTheAgeOfTheOldest() {
    assertEquals(Change.NOTHING, poll(o -> aged(o, 1, 199)));
    assertEquals(Change.OPENED, poll(o -> aged(o, 1, 200)));
  }

  @Test
  void opensOnACrowdedQueueSeenTwiceInARow() {
    assertEquals(Change.NOTHING, poll(o -> o.length = 80));
    assertEquals(Change.NOTHING, poll(o -> o.length = 79));
    assertEquals(Change.NOTHING, poll(o -> o.length = 80));
    assertEquals(Change.OPENED, poll(o -> o.length = 80));
  }

  @Test
  void doesNotJudgeCrowdednessWithoutALimit() {
    for (int i = 0; i < 5; i++) {
      assertEquals(
          Change.NOTHING,
          poll(
              o -> {
                o.length = 1_000_000;
                o.limit = -1;
              }));
    }
  }

  @Test
  void overflowTakesBothTheListenersDropsAndTheNamespacesOverflows() {
    assertEquals(
        Change.NOTHING,
        poll(o -> counted(o, 5, 0)),
        "half-open probes drop packets at an idle listener");
    assertEquals(Change.NOTHING, poll(o -> counted(o, 0, 5)), "another process overflows");
    assertEquals(Change.NOTHING, poll(o -> counted(o, -1, 5)), "a kernel that does not tell drops");
    assertEquals(Change.OPENED, poll(o -> counted(o, 2, 1)));
    Incident incident = tracker.incident(seen);
    assertTrue(incident.overflowed());
    assertEquals(1, incident.overflows());
    assertEquals(2, incident.drops());
  }

  @Test
  void overflowIsAlsoAQueueSeenOverItsLimit() {
    assertEquals(Change.NOTHING, poll(o -> o.length = 79));
    assertEquals(Change.NOTHING, poll(o -> o.length = 101), "a burst that may be taken at once");
    assertEquals(Change.OPENED, poll(o -> o.length = 101));
    assertTrue(tracker.incident(seen).overflowed());
  }

  /** A queue as short as that is full, or as good as full, by chance. */
  @Test
  void aBacklogOfOneIsNoTroubleAtASinglePoll() {
    for (int i = 0; i < 10; i++) {
      int length = i % 3 == 0 ? 2 : 0;
      assertEquals(Change.NOTHING, poll(o -> shortQueue(o, length)));
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(Change.NOTHING, poll(o -> shortQueue(o, 1)));
    }
    assertEquals(Change.NOTHING, poll(o -> shortQueue(o, 2)));
    assertEquals(Change.OPENED, poll(o -> shortQueue(o, 2)));
  }

  @Test
  void whatComesBackAfterALapseIsCountedByItself() {
    poll(o -> delayed(o, 5, 900));
    for (int i = 0; i < 4; i++) {
      poll(o -> {});
    }
    assertFalse(tracker.comesBack(seen));
    poll(o -> delayed(o, 1, 250));
    assertEquals(1, tracker.incident(seen).present().delayed());
    assertEquals(250, tracker.incident(seen).present().waitMaxMillis());
    assertEquals(6, tracker.incident(seen).delayed());
  }

  @Test
  void whatComesAfterAStandstillIsCountedByItself() {
    poll(o -> aged(o, 1, 300));
    poll(o -> aged(o, 1, 400));
    poll(
        o -> {
          o.standstillNanos = 2_500 * MILLIS;
          delayed(o, 1, 2_600);
        });
    assertEquals(1, tracker.incident(seen).present().delayed());
    assertEquals(2_600, tracker.incident(seen).present().waitMaxMillis());
  }

  @Test
  void whatGoesOnWhileThePollsWaitForACpuIsOneTrouble() {
    poll(o -> aged(o, 1, 300));
    poll(o -> aged(o, 1, 400));
    nowNanos += 1_900 * MILLIS;
    poll(o -> delayed(o, 1, 2_400));
    nowNanos += 700 * MILLIS;
    poll(o -> delayed(o, 1, 250));
    assertEquals(2, tracker.incident(seen).present().delayed());
    assertEquals(2_400, tracker.incident(seen).present().waitMaxMillis());
  }

  @Test
  void aFullQueueAtItsLimitIsCrowdedButRefusesNobody() {
    assertEquals(Change.NOTHING, poll(o -> o.length = 100));
    assertEquals(Change.OPENED, poll(o -> o.length = 100));
  }

  @Test
  void escalatesOnce() {
    assertEquals(Change.OPENED, poll(o -> aged(o, 90, 300)));
    assertEquals(Change.NOTHING, poll(o -> aged(o, 95, 400)));
    assertEquals(Change.NOTHING, poll(o -> aged(o, 101, 500)));
    assertEquals(Change.CHANGED, poll(o -> aged(o, 101, 600)));
    assertEquals(Change.NOTHING, poll(o -> aged(o, 101, 600)));
    assertEquals(1, tracker.id());
  }

  @Test
  void recoversOneSecondAfterTheLastTrouble() {
    poll(o -> aged(o, 1, 300));
    for (int i = 1; i < 10; i++) {
      assertEquals(Change.NOTHING, poll(o -> {}), "poll " + i);
    }
    assertEquals(Change.ENDED, poll(o -> {}));
    assertFalse(tracker.isOpen());
    assertEquals(Change.NOTHING, poll(o -> {}));
  }

  @Test
  void waitsLongerOnceClientsWereRefusedBecauseTheyComeBack() {
    poll(o -> o.length = 101);
    poll(o -> o.length = 101);
    int polls = 1;
    while (poll(o -> {}) == Change.NOTHING) {
      polls++;
    }
    assertEquals(30, polls);
  }

  @Test
  void neitherGoodNorBadKeepsItOpen() {
    poll(o -> aged(o, 1, 300));
    for (int i = 0; i < 50; i++) {
      assertEquals(Change.NOTHING, poll(o -> aged(o, 1, 150)));
    }
    assertTrue(tracker.isOpen());
  }

  @Test
  void everyRelapseDoublesTheQuietTimeThatEndsIt() {
    List<Integer> quietPolls = new ArrayList<>();
    for (int incident = 0; incident < 4; incident++) {
      assertEquals(Change.OPENED, poll(o -> aged(o, 1, 300)));
      int polls = 1;
      while (poll(o -> {}) == Change.NOTHING) {
        polls++;
      }
      quietPolls.add(polls);
    }
    assertEquals(List.of(10, 20, 40, 80), quietPolls);
  }

  @Test
  void aLongPeaceIsForgiven() {
    poll(o -> aged(o, 1, 300));
    while (poll(o -> {}) == Change.NOTHING) {}
    nowNanos += IncidentTracker.RELAPSE_NANOS;
    poll(o -> aged(o, 1, 300));
    int polls = 1;
    while (poll(o -> {}) == Change.NOTHING) {
      polls++;
    }
    assertEquals(10, polls);
  }

  @Test
  void isReportedAgainAtGrowingGapsUpToAnHour() {
    poll(o -> aged(o, 1, 300));
    long openedNanos = nowNanos;
    List<Long> toldSeconds = new ArrayList<>();
    for (int i = 0; i < 3 * 36_000; i++) {
      Change change = poll(o -> aged(o, 1, 300));
      if (change != Change.NOTHING) {
        assertEquals(Change.STILL_OPEN, change);
        toldSeconds.add((nowNanos - openedNanos) / 1_000_000_000);
      }
    }
    assertEquals(List.of(30L, 90L, 210L, 450L, 930L, 1890L, 3810L, 7410L), toldSeconds);
  }

  /** After a relapse the quiet time is long, and "is slow" would be untrue in it. */
  @Test
  void isNotReportedAgainWhileNothingIsWrong() {
    for (int incident = 0; incident < 7; incident++) {
      assertEquals(Change.OPENED, poll(o -> aged(o, 1, 300)));
      Change change = poll(o -> {});
      while (change == Change.NOTHING) {
        change = poll(o -> {});
      }
      assertEquals(Change.ENDED, change);
    }
  }

  @Test
  void oneIncidentAtATimeAndEachHasItsOwnNumberAndFigures() {
    poll(o -> delayed(o, 5, 900));
    while (poll(o -> {}) == Change.NOTHING) {}
    assertEquals(1, tracker.id());
    poll(o -> delayed(o, 1, 250));
    assertEquals(2, tracker.id());
    assertEquals(1, tracker.incident(seen).delayed());
    assertEquals(250, tracker.incident(seen).waitMaxMillis());
  }

  @Test
  void figuresThatTheKernelDoesNotTellStayUnknown() {
    poll(
        o -> {
          aged(o, 1, 300);
          o.limit = -1;
          o.drops = -1;
          o.overflows = -1;
        });
    Incident incident = tracker.incident(seen);
    assertEquals(-1, incident.drops());
    assertEquals(-1, incident.overflows());
    assertEquals(-1, incident.waitP99Millis(), "nothing was accepted");
  }

  @Test
  void troubleThatComesAndGoesIsCountedWhileItIsThere() {
    poll(o -> o.length = 0);
    assertEquals(Change.OPENED, poll(o -> refused(o, 300)));
    for (int i = 0; i < 9; i++) {
      poll(o -> o.length = 0);
    }
    poll(o -> refused(o, 200));
    assertEquals(1_000, tracker.incident(seen).durationMillis());
    assertEquals(100, tracker.incident(seen).troubledMillis());
    poll(o -> aged(o, 1, 100));
    poll(o -> aged(o, 1, 250));
    assertEquals(300, tracker.incident(seen).troubledMillis());
  }

  /** Each comes back three times, and its client is one. */
  @Test
  void thereAreNoMoreGhostsThanCookiesSent() {
    poll(o -> o.cookiesSentBefore = 1_000);
    poll(
        o -> {
          refused(o, 900);
          o.cookies = 900;
          o.cookiesSent = 1_300;
        });
    assertEquals(900, tracker.incident(seen).overflows());
    assertEquals(300, tracker.incident(seen).ghosts());
  }

  /** Whoever leaves may have believed for long that it is connected. */
  @Test
  void whereTheQueueWasFullNobodyIsKnownToHaveLeftAtOnce() {
    poll(o -> aged(o, 1, 250));
    poll(
        o -> {
          o.abandoned = 5;
          o.leftAtOnce = 4;
        });
    assertEquals(4, tracker.incident(seen).leftAtOnce());
    poll(
        o -> {
          refused(o, 1);
          o.abandoned = 0;
          o.leftAtOnce = 0;
        });
    assertEquals(5, tracker.incident(seen).abandoned());
    assertEquals(0, tracker.incident(seen).leftAtOnce());
  }

  private static void refused(Observation seen, long packets) {
    seen.drops = packets;
    seen.overflows = packets;
  }

  private static void aged(Observation o, int length, long oldestMillis) {
    o.length = length;
    o.oldestNanos = oldestMillis * MILLIS;
    o.troubleSinceNanos = o.nowNanos - o.oldestNanos;
  }

  private static void shortQueue(Observation o, int length) {
    o.limit = 1;
    o.length = length;
  }

  private static void delayed(Observation o, int count, long longestMillis) {
    o.delayed = count;
    o.longestWaitMillis = longestMillis;
  }

  private static void counted(Observation o, long drops, long overflows) {
    o.drops = drops;
    o.overflows = overflows;
  }

  private Change poll(Consumer<Observation> script) {
    nowNanos += POLL;
    seen.wasFull = seen.isFull();
    seen.nowNanos = nowNanos;
    seen.length = 0;
    seen.limit = 100;
    seen.oldestNanos = 0;
    seen.longestWaitMillis = 0;
    seen.delayed = 0;
    seen.troubleSinceNanos = nowNanos;
    seen.drops = 0;
    seen.overflows = 0;
    script.accept(seen);
    return tracker.observe(seen);
  }
}
