package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long POLL = SECOND / 10;

  private final Diagnosis counted = noDescriptors();
  private final Diagnosis seenOnce = blockedIn("com.acme.Shop", "load");
  private final Diagnosis elsewhere = blockedIn("com.acme.Shop", "pay");
  private final Verdict verdict = new Verdict(0);
  private long nowNanos;

  VerdictTest() {
    verdict.begin(0);
  }

  @Test
  void reportsWhatIsCountedAtOnce() {
    DueLine line = say(judge(counted, Change.OPENED));
    assertEquals(Change.OPENED, line.change);
    assertEquals(CauseId.FD_EXHAUSTION, line.diagnosis.cause());
    assertTrue(verdict.isOpened());
    assertFalse(verdict.isPending());
  }

  @Test
  void whatIsSeenMustAgreeTwice() {
    assertNull(judge(seenOnce, Change.OPENED));
    assertNull(judge(elsewhere, Change.NOTHING));
    DueLine line = say(judge(elsewhere, Change.NOTHING));
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, line.diagnosis.cause());
  }

  @Test
  void withoutACauseTheFirstLineComesAllTheSame() {
    assertNull(judge(Diagnosis.NONE, Change.OPENED));
    DueLine first = say(verdict.judge(Diagnosis.NONE, Change.NOTHING, nowNanos, true));
    assertEquals(Change.OPENED, first.change);
    assertEquals(CauseId.PENDING, first.diagnosis.cause());
    assertTrue(verdict.isPending());
    assertNull(judge(seenOnce, Change.NOTHING));
    DueLine cause = say(judge(seenOnce, Change.NOTHING));
    assertNull(cause.change);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, cause.diagnosis.cause());
    assertFalse(verdict.isPending());
  }

  @Test
  void afterTenPollsNoBetterAnswerIsToCome() {
    say(verdict.judge(Diagnosis.NONE, Change.OPENED, nowNanos, true));
    for (int poll = 1; poll < 10; poll++) {
      assertNull(judge(Diagnosis.NONE, Change.NOTHING));
    }
    DueLine last = say(judge(Diagnosis.NONE, Change.NOTHING));
    assertNull(last.change);
    assertEquals(CauseId.UNKNOWN, last.diagnosis.cause());
  }

  @Test
  void reportsAnotherCauseOnceItHasShownTwice() {
    say(judge(counted, Change.OPENED));
    nowNanos += SECOND;
    assertNull(judge(seenOnce, Change.NOTHING));
    assertNull(judge(elsewhere, Change.NOTHING));
    DueLine other = say(judge(elsewhere, Change.NOTHING));
    assertEquals(Change.STILL_OPEN, other.change);
    assertEquals(CauseId.ACCEPT_THREAD_BLOCKED, other.diagnosis.cause());
    assertEquals(Collections.singletonList(CauseId.FD_EXHAUSTION), verdict.whole().contributing());
  }

  @Test
  void theLastLineHasTheCausesOfWhatItFollows() {
    verdict.follows(Collections.singletonList(CauseId.POLLER_MISSING));
    assertEquals(CauseId.FD_EXHAUSTION, say(judge(counted, Change.OPENED)).diagnosis.cause());
    assertEquals(Collections.singletonList(CauseId.POLLER_MISSING), verdict.whole().contributing());
  }

  /** What it states was true then. */
  @Test
  void whatIsNoLongerFoundIsRepeatedAsItWasSeen() {
    String statement = say(judge(counted, Change.OPENED)).diagnosis.statement();
    nowNanos += 27 * SECOND;
    assertNull(judge(Diagnosis.NONE, Change.NOTHING));
    for (int repeat = 0; repeat < 2; repeat++) {
      nowNanos += SECOND;
      DueLine line = say(judge(Diagnosis.NONE, Change.STILL_OPEN));
      assertEquals("As last seen: " + statement, line.diagnosis.statement());
      assertEquals(CauseId.FD_EXHAUSTION, line.diagnosis.cause());
    }
    assertEquals(statement, verdict.reported().statement());
    assertEquals(statement, say(judge(counted, Change.STILL_OPEN)).diagnosis.statement());
  }

  /** Then it is not over as far as is known; which of the two it is will be said once it is. */
  @Test
  void aCauseIsNotOldWhileAnotherIsFound() {
    String statement = say(judge(counted, Change.OPENED)).diagnosis.statement();
    nowNanos += 27 * SECOND;
    assertNull(judge(seenOnce, Change.NOTHING));
    DueLine line = say(judge(elsewhere, Change.STILL_OPEN));
    assertEquals(statement, line.diagnosis.statement());
  }

  @Test
  void oneJudgementThatDoesNotFindItMakesNothingOld() {
    String statement = say(judge(counted, Change.OPENED)).diagnosis.statement();
    nowNanos += 27 * SECOND;
    DueLine line = say(judge(Diagnosis.NONE, Change.STILL_OPEN));
    assertEquals(statement, line.diagnosis.statement());
    assertNull(judge(counted, Change.NOTHING));
    line = say(judge(Diagnosis.NONE, Change.STILL_OPEN));
    assertEquals(statement, line.diagnosis.statement());
  }

  /** Without a cause a line says what is seen, which may be another thing by then. */
  @Test
  void whereNoCauseIsKnownWhatIsSeenNowIsRepeated() {
    say(verdict.judge(Diagnosis.NONE, Change.OPENED, nowNanos, true));
    for (int poll = 1; poll < 10; poll++) {
      assertNull(judge(Diagnosis.NONE, Change.NOTHING));
    }
    assertEquals(CauseId.UNKNOWN, say(judge(Diagnosis.NONE, Change.NOTHING)).diagnosis.cause());
    nowNanos += 29 * SECOND;
    DueLine line = say(judge(seenOnce, Change.STILL_OPEN));
    assertEquals(CauseId.UNKNOWN, line.diagnosis.cause());
    assertEquals(seenOnce.uncertain().statement(), line.diagnosis.statement());
    assertFalse(line.diagnosis.statement().isEmpty());
  }

  @Test
  void reportsCausesThatAlternateLessOften() {
    say(judge(counted, Change.OPENED));
    nowNanos += SECOND;
    int lines = 0;
    for (int i = 0; i < 60; i++) {
      Diagnosis found = i % 4 < 2 ? seenOnce : elsewhere;
      DueLine line = verdict.judge(found, Change.NOTHING, nowNanos, true);
      lines += line == null ? 0 : 1;
      if (line != null) {
        say(line);
      }
      nowNanos += SECOND;
    }
    assertTrue(lines > 1 && lines < 8, "lines: " + lines);
  }

  @Test
  void whatFoundNoMemoryIsDueAgain() {
    assertNotNull(judge(counted, Change.OPENED));
    assertFalse(verdict.isOpened());
    assertTrue(verdict.isDue(nowNanos, false));
    say(judge(counted, Change.NOTHING));
    assertTrue(verdict.isOpened());
  }

  @Test
  void atTheEndNothingIsLeftUnsaid() {
    assertEquals(Change.OPENED, verdict.left().change);
    say(verdict.judge(Diagnosis.NONE, Change.OPENED, nowNanos, true));
    DueLine left = verdict.left();
    assertNull(left.change);
    assertEquals(CauseId.UNKNOWN, left.diagnosis.cause());
    say(left);
    assertNull(verdict.left());
    assertNull(verdict.judgeLast(counted, nowNanos));
    assertEquals(CauseId.FD_EXHAUSTION, verdict.reported().cause());
  }

  private @Nullable DueLine judge(Diagnosis found, Change change) {
    nowNanos += POLL;
    return verdict.judge(found, change, nowNanos, false);
  }

  private DueLine say(@Nullable DueLine line) {
    assertNotNull(line);
    verdict.reported(line, line.diagnosis);
    return line;
  }

  private static Diagnosis noDescriptors() {
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.descriptors = new Descriptors(79, 80);
    return Causes.judge(evidence.build());
  }

  /** One sample of an acceptor that sleeps there. */
  private static Diagnosis blockedIn(String type, String method) {
    StackTraceElement[] stack = {
      new StackTraceElement("java.lang.Thread", "sleep", "Thread.java", 1),
      new StackTraceElement(type, method, "Shop.java", 7)
    };
    AcceptorTally tally = new AcceptorTally();
    tally.add(
        0,
        new AcceptorSample(
            "acceptor", Thread.State.TIMED_WAITING, stack, null, null, new StackTraceElement[0]));
    Evidence.Builder evidence = new Evidence.Builder();
    evidence.everAccepted = true;
    evidence.length = 5;
    evidence.troubleNanos = SECOND;
    evidence.acceptor = tally.view();
    return Causes.judge(evidence.build());
  }
}
