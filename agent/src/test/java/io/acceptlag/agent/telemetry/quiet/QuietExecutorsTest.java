package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class QuietExecutorsTest {
  @Test
  void keepsTheNumbersOfTheApplicationsPools() {
    int before = poolNumber();
    QuietExecutors.defaultThreadFactory().newThread(() -> {});
    assertEquals(before + 1, poolNumber());
  }

  /** Of the next pool: {@code pool-7-thread-1}. */
  private static int poolNumber() {
    String name = Executors.defaultThreadFactory().newThread(() -> {}).getName();
    return Integer.parseInt(name.split("-", -1)[1]);
  }
}
