package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal") // the order in which totals are given
class CookiesSentTest {
  private static final long MILLIS = 1_000_000;

  private final CookiesSent sent = new CookiesSent();
  private final Observation seen = new Observation();

  @Test
  void cookiesAreOldThreeSecondsAfterTheLastWasSent() {
    sent.baseline(sent(7));
    assertOld(true, 0, 7);
    assertOld(false, 100, 8);
    assertOld(false, 3_100, 8);
    assertOld(true, 3_101, 8);
  }

  private void assertOld(boolean old, long nowMillis, long cookies) {
    seen.nowNanos = nowMillis * MILLIS;
    sent.observe(sent(cookies), seen);
    assertEquals(old, seen.cookiesAreOld);
  }

  private static NamespaceCounters sent(long cookies) {
    long[] totals = new long[KernelCounter.SYN_COOKIES_SENT.ordinal() + 1];
    Arrays.fill(totals, -1);
    totals[KernelCounter.SYN_COOKIES_SENT.ordinal()] = cookies;
    return NamespaceCounters.of(totals);
  }
}
