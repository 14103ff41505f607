package io.acceptlag.core.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are seconds here: an episode takes them as they come. */
class EpisodeTest {
  private final Episode episode = new Episode(Pace.endsAfter(10).doublesWithin(100).upTo(60), 30);
  private long now = -1000; // nanoTime may be negative

  @Test
  void whatIsNotOpenDoesNotEnd() {
    assertEquals(Change.NOTHING, episode.rests(now + 1000));
    assertFalse(episode.isOpen());
  }

  @Test
  void itBeganBeforeItWasSeenAndEndedWhenItWasSeenLast() {
    assertEquals(Change.OPENED, episode.open(now, now - 7));
    episode.goesOn(now + 3);
    assertEquals(Change.NOTHING, episode.rests(now + 12));
    assertEquals(Change.ENDED, episode.rests(now + 13));
    assertEquals(now - 7, episode.startNanos());
    assertEquals(now + 3, episode.endNanos());
  }

  @Test
  void eachThatComesBackSoonMustBeQuietForTwiceAsLongUpToABound() {
    List<Long> quiet = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      quiet.add(quietUntilItEnds());
    }
    assertEquals(List.of(10L, 20L, 40L, 60L, 60L), quiet.subList(0, 5));
    assertEquals(60L, quiet.get(39), "doubled so often that it overflows");
    now += 100;
    assertEquals(10, quietUntilItEnds(), "it has been well for long");
  }

  @Test
  void isReportedAgainAfterTwiceAsLongEachTime() {
    episode.open(now, now);
    List<Long> reported = new ArrayList<>();
    for (long at = 1; at < 500; at++) {
      episode.goesOn(now + at);
      if (episode.repeats(now + at) == Change.STILL_OPEN) {
        reported.add(at);
      }
    }
    assertEquals(List.of(30L, 90L, 210L, 450L), reported);
  }

  @Test
  void whatChangesIsReportedAtOnceAndThenAsIfItWereNew() {
    episode.open(now, now);
    assertEquals(Change.STILL_OPEN, episode.repeats(now + 30));
    assertEquals(Change.CHANGED, episode.changes(now + 40));
    assertEquals(Change.NOTHING, episode.repeats(now + 69));
    assertEquals(Change.STILL_OPEN, episode.repeats(now + 70));
  }

  private long quietUntilItEnds() {
    now++;
    episode.open(now, now);
    long began = now;
    while (episode.rests(now) != Change.ENDED) {
      now++;
    }
    return now - began;
  }
}
