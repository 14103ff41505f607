package io.acceptlag.agent.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObstaclesTest {
  /** As JAVA_VERSION in the file "release" of a JDK; no JDK that is older was left to try. */
  @ParameterizedTest
  @CsvSource({
    "1.5.0_22, 5, true",
    "1.6.0_45, 6, true",
    "1.7.0_80, 7, true",
    "1.7.0, 7, true",
    "8, 8, false",
    "1.8.0_472, 8, false",
    "9, 9, false",
    "17.0.15, 17, false",
    "21, 21, false",
    "26.0.2.1, 26, false",
    "27-ea, 27, false",
    ", 0, false",
    "internal, 0, false",
    "123456, 0, false"
  })
  void knowsWhichJavaIsTooOld(String jdk, int feature, boolean tooOld) {
    assertEquals(feature, Obstacles.feature(jdk));
    assertEquals(tooOld, Obstacles.isTooOld(jdk));
  }
}
