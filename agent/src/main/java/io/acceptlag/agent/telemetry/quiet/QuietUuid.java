package io.acceptlag.agent.telemetry.quiet;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Replaces java.util.UUID, which uses SecureRandom for random ones, such as the
 * service.instance.id.
 */
public final class QuietUuid {
  private final long high;
  private final long low;

  private QuietUuid(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /** A UUID of version 4, by RFC 9562. */
  public static QuietUuid randomUUID() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new QuietUuid(
        (random.nextLong() & ~0xf000L) | 0x4000L,
        (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }

  @Override
  public String toString() {
    String digits = hex(high) + hex(low);
    return String.join(
        "-",
        digits.substring(0, 8),
        digits.substring(8, 12),
        digits.substring(12, 16),
        digits.substring(16, 20),
        digits.substring(20));
  }

  private static String hex(long half) {
    String digits = Long.toHexString(half);
    return "0000000000000000".substring(digits.length()) + digits;
  }
}
