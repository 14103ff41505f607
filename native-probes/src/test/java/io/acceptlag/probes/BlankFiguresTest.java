package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BlankFiguresTest {
  private final BlankFigures blank = new BlankFigures();

  @Test
  void isAskedForUntilItIsKnown() {
    assertTrue(blank.open());
    blank.ruleOut();
    assertFalse(blank.open());
    assertFalse(blank.seen());
  }

  @Test
  void staysSeen() {
    blank.see();
    assertFalse(blank.open());
    blank.ruleOut();
    assertTrue(blank.seen());
  }
}
