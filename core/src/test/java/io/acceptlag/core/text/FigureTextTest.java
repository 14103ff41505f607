package io.acceptlag.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FigureTextTest {
  private static final long MILLIS = 1_000_000;

  @Test
  void aFigureIsRounded() {
    assertEquals("999 ms", FigureText.duration(999));
    assertEquals("2.0 s", FigureText.duration(1_960));
  }

  /** 1.96 s is not "over 2.0 s". */
  @Test
  void aLowerBoundIsNotRoundedUp() {
    assertEquals("1.9 s", FigureText.atLeast(1_960));
    assertEquals("2.0 s", FigureText.atLeast(2_000));
    assertEquals("999 ms", FigureText.atLeast(999));
  }

  @Test
  void anUpperBoundIsNotRoundedDown() {
    assertEquals("1.3 s", FigureText.below(1_210));
    assertEquals("1.2 s", FigureText.below(1_200));
    assertEquals("200 ms", FigureText.below(200));
  }

  @Test
  void aPeriodIsNotRoundedDown() {
    assertEquals("0.2 s", FigureText.within(200 * MILLIS));
    assertEquals("0.3 s", FigureText.within(200 * MILLIS + 1));
    assertEquals("40 ms", FigureText.within(40 * MILLIS));
    assertEquals("12.3 s", FigureText.within(12_300 * MILLIS));
  }
}
