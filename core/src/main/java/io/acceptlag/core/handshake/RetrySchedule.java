package io.acceptlag.core.handshake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** When an unanswered packet is sent again, in whole seconds after the first time. */
public final class RetrySchedule {
  /** TCP_RTO_MAX of include/net/tcp.h. */
  private static final long GAP_MAX_SECONDS = 120;

  private final List<Long> resendSeconds;
  private final long giveUpSeconds;

  private RetrySchedule(List<Long> resendSeconds, long giveUpSeconds) {
    this.resendSeconds = Collections.unmodifiableList(resendSeconds);
    this.giveUpSeconds = giveUpSeconds;
  }

  /**
   * @param firstGapSeconds the length of the first waits
   * @param linear how many waits of that length come before the waits begin to double
   * @param retries how often the packet is sent again in all
   */
  static RetrySchedule of(long firstGapSeconds, int linear, int retries) {
    List<Long> resends = new ArrayList<>();
    long gap = firstGapSeconds;
    long at = gap;
    for (int sent = 1; sent <= retries; sent++) {
      resends.add(at);
      if (sent > linear) {
        gap = Math.min(2 * gap, GAP_MAX_SECONDS);
      }
      at += gap;
    }
    return new RetrySchedule(resends, at);
  }

  /** Ascending; empty if it is never sent again. */
  public List<Long> resendSeconds() {
    return resendSeconds;
  }

  public long giveUpSeconds() {
    return giveUpSeconds;
  }

  /** {@code 1, 3, 7, 15, 31}. */
  public String resendsText() {
    StringBuilder text = new StringBuilder();
    for (long second : resendSeconds) {
      text.append(text.length() == 0 ? "" : ", ").append(second);
    }
    return text.toString();
  }
}
