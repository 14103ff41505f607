package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class QuietExecutorsTest {
  @Test
  void keepsTheNumbersOfTheApplicationsPools() {
    // Another thread of this JVM may make a pool meanwhile, but hardly each time.
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      int before = poolNumber();
      QuietExecutors.defaultThreadFactory().newThread(() -> {});
      least = Math.min(least, poolNumber() - before);
    }
    assertEquals(1, least);
  }

  /** Of the next pool: {@code pool-7-thread-1}. */
  private static int poolNumber() {
    String name = Executors.defaultThreadFactory().newThread(() -> {}).getName();
    return Integer.parseInt(name.split("-", -1)[1]);
  }
}
