package io.acceptlag.agent.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastWaitTest {
  private final LeastWait setting = new LeastWait();

  @AfterEach
  void asItWas() {
    new LeastWait().setValue("20 ms");
  }

  @ParameterizedTest
  @CsvSource({
    "20 ms, 20",
    "20ms, 20",
    "1 s, 1000",
    "1500 us, 1",
    "2 m, 120000",
    "1 h, 3600000",
    "1 d, 86400000",
    "infinity, 9223372036854775807"
  })
  void isSpelledLikeTheJdksThresholds(String text, long millis) {
    setting.setValue(text);
    assertEquals(millis, LeastWait.millis());
    assertEquals(text, setting.getValue());
  }

  @Test
  void ofSeveralRecordingsTheLowestCounts() {
    assertEquals("100 ms", setting.combine(Set.of("1 s", "100 ms", "infinity")));
    assertEquals("1 s", setting.combine(Set.of("1 s", "soon")));
    assertEquals("20 ms", setting.combine(Set.of()));
  }

  /** Up to Java 17 the recorder forgets the answer. */
  @Test
  void remembersWhatItCombined() {
    setting.combine(Set.of("1 s", "100 ms"));
    setting.setValue(null);
    assertEquals(100, LeastWait.millis());
    assertEquals("100 ms", setting.getValue());
  }

  /** The JVM reports that, and goes on with what there was. */
  @Test
  void whatIsNoTimeSpanIsRefused() {
    setting.setValue("1 s");
    assertThrows(
        IllegalArgumentException.class, () -> setting.setValue(setting.combine(Set.of("soon"))));
    assertEquals(1000, LeastWait.millis());
  }
}
