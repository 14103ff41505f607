package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpanRateTest {
  private static final long SECOND = 1_000_000_000;

  /** Near the end of nanoTime's range, where a comparison instead of a difference goes wrong. */
  private static final long START = Long.MAX_VALUE - SECOND;

  @Test
  void admitsOneSecondsWorthAtOnce() {
    SpanRate rate = new SpanRate(20, START);

    assertEquals(20, admitted(rate, LongStream.generate(() -> START).limit(1000)));
  }

  @Test
  void savesNoMoreThanOneSecondsWorth() {
    SpanRate rate = new SpanRate(20, START);

    assertEquals(20, admitted(rate, LongStream.generate(() -> after(3600)).limit(1000)));
  }

  @Test
  void admitsNoMoreThanTheRateInTheLongRun() {
    SpanRate rate = new SpanRate(20, START);

    LongStream tenSeconds = LongStream.range(0, 10_000).map(i -> START + i * SECOND / 1000);

    assertEquals(20 + 199, admitted(rate, tenSeconds));
  }

  @Test
  void admitsOneIn10SecondsOfARateBelow1() {
    SpanRate rate = new SpanRate(0.1, START);

    assertEquals(6, admitted(rate, LongStream.range(0, 60).map(i -> START + i * SECOND)));
  }

  @Test
  void admitsNoneOfARateOf0() {
    SpanRate rate = new SpanRate(0, START);

    assertEquals(0, admitted(rate, LongStream.range(0, 60).map(i -> START + i * SECOND)));
  }

  @Test
  void takesTimesOutOfOrder() {
    SpanRate rate = new SpanRate(1, START);

    assertEquals(1, admitted(rate, LongStream.range(0, 60).map(i -> START - i * SECOND)));
  }

  private static long after(long seconds) {
    return START + seconds * SECOND;
  }

  private static long admitted(SpanRate rate, LongStream times) {
    return times.filter(rate::admits).count();
  }
}
