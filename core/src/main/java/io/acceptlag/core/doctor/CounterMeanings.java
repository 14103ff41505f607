package io.acceptlag.core.doctor;

import io.acceptlag.core.handshake.FullAcceptQueueRule;
import io.acceptlag.core.handshake.ListenCountersRule;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LossCounter;

/** What each counter counts on this kernel. */
public final class CounterMeanings {
  private CounterMeanings() {}

  /** The counter's total as it is to be understood; -1 if not known. */
  public static long total(KernelCounter counter, HostState host) {
    long total = host.counters().total(counter);
    return counter == KernelCounter.LISTEN_DROPS
        ? ListenCountersRule.drops(
            host.kernel(), total, host.counters().total(KernelCounter.SYN_COOKIES_SENT))
        : total;
  }

  public static String of(LossCounter counter) {
    switch (counter) {
      case CONNTRACK_DROPS:
        return "packets dropped by conntrack: its table was full, or it could not take them";
      case CONNTRACK_INSERT_FAILED:
        return "entries that conntrack failed to make, mostly as two of one flow came at once";
      case PAWS_ESTABLISHED:
        return "packets dropped because their timestamp went back, as where hosts share an address";
      case PAWS_TIME_WAIT:
        return "the same at connections in TIME_WAIT: SYNs of clients that share an address, say";
      case PAWS_ACTIVE:
        return "answers to a SYN of this host that were refused because of their timestamp";
      case TIME_WAIT_OVERFLOW:
        return "connections closed without TIME_WAIT, because tcp_max_tw_buckets were in it";
      default:
        throw new IllegalArgumentException(counter.key());
    }
  }

  public static String of(KernelCounter counter, KernelVersion kernel) {
    switch (counter) {
      case LISTEN_OVERFLOWS:
        return ListenCountersRule.overflowsCountSyns(kernel)
            ? FullAcceptQueueRule.refusesEverySyn(kernel)
                ? "packets dropped because an accept queue was full"
                : "packets dropped because an accept queue was full; this kernel lets SYNs in all the"
                    + " same while few handshakes are young, and drops their last packets"
            : "last packets of handshakes dropped because an accept queue was full; SYNs are not"
                + " counted here";
      case LISTEN_DROPS:
        return ListenCountersRule.dropsCountCookies(kernel)
            ? "packets dropped at listeners for any reason; this kernel counts SYN cookies as well,"
                + " which are left out here"
            : "packets dropped at listeners for any reason, those above among them";
      case SYN_QUEUE_DROPS:
        return "SYNs dropped because a SYN queue was full and SYN cookies were off";
      case SYN_COOKIES_SENT:
        return "SYN cookies sent";
      case SYN_QUEUE_COOKIES:
        return "SYNs answered with a cookie because a SYN queue was full";
      case SYN_COOKIES_RECEIVED:
        return "valid SYN cookies that came back";
      default:
        throw new IllegalArgumentException(counter.key());
    }
  }
}
