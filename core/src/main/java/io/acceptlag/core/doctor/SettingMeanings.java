package io.acceptlag.core.doctor;

import io.acceptlag.core.handshake.PortSearchRule;
import io.acceptlag.core.handshake.RetrySchedule;
import io.acceptlag.core.handshake.SomaxconnRule;
import io.acceptlag.core.handshake.SynAckRetryRule;
import io.acceptlag.core.handshake.SynQueueRule;
import io.acceptlag.core.handshake.SynRetryRule;
import io.acceptlag.core.handshake.TimeWaitRule;
import io.acceptlag.core.handshake.UnprovenClientsRule;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** What each setting, as this host has it, means for a Java server. */
public final class SettingMeanings {
  private static final String NOT_UNDERSTOOD = "not a value that this version of acceptlag knows";

  private final KernelVersion kernel;
  private final KernelSettings settings;

  public SettingMeanings(KernelVersion kernel, KernelSettings settings) {
    this.kernel = kernel;
    this.settings = settings;
  }

  /** The meaning of a setting; only for one that could be read. */
  public String of(KernelSetting setting) {
    int value = settings.number(setting);
    if (setting == KernelSetting.LOCAL_PORT_RANGE) {
      return ofPortRange(settings.localPorts());
    }
    if (setting == KernelSetting.RESERVED_PORTS) {
      return ofReservedPorts(settings.text(setting));
    }
    if (value < 0) {
      return NOT_UNDERSTOOD;
    }
    switch (setting) {
      case SOMAXCONN:
        return "a longer backlog is cut to "
            + value
            + ", at the moment a server begins to listen"
            + ofDefault(value, SomaxconnRule.defaultValue(kernel));
      case MAX_SYN_BACKLOG:
        return ofMaxSynBacklog(value);
      case SYN_COOKIES:
        return ofSynCookies(value);
      case ABORT_ON_OVERFLOW:
        return value == 0
            ? "a client whose handshake completes on a full accept queue is ignored, and tries again"
            : "a client whose handshake completes on a full accept queue is reset at once";
      case SYNACK_RETRIES:
        return ofSynAckRetries(SynAckRetryRule.schedule(kernel, value));
      case SYN_RETRIES:
        return ofSynRetries(
            SynRetryRule.schedule(
                kernel, value, settings.number(KernelSetting.SYN_LINEAR_TIMEOUTS)));
      case SYN_LINEAR_TIMEOUTS:
        return "of these retries so many more, before the waits begin to double";
      case TW_REUSE:
        return ofTwReuse(value) + ofDefault(value, TimeWaitRule.defaultReuse(kernel));
      case MAX_TIME_WAIT:
        return "at most so many connections in TIME_WAIT; more are closed without it";
      case CONNTRACK_MAX:
        return "connections that conntrack tracks at most; packets of more are dropped";
      case TW_RECYCLE:
        return value == 0
            ? "off, as it should be"
            : "clients behind one address (NAT) are refused at random";
      default:
        return NOT_UNDERSTOOD;
    }
  }

  private static String ofDefault(int value, int byDefault) {
    return value == byDefault ? "" : "; this kernel's default is " + byDefault;
  }

  private String ofMaxSynBacklog(int value) {
    if (settings.number(KernelSetting.SYN_COOKIES) == 0) {
      return "with SYN cookies off, a listener holds at most "
          + UnprovenClientsRule.capacity(value)
          + " half-open connections of clients not met before";
    }
    return SynQueueRule.heedsMaxSynBacklog(kernel)
        ? "bounds the SYN queue of each listener, together with its backlog"
        : "without effect: since Linux 4.4 a SYN queue is as long as the listener's backlog";
  }

  private static String ofSynCookies(int value) {
    switch (value) {
      case 0:
        return "off: SYNs that meet a full SYN queue are dropped";
      case 1:
        return "on: clients get in even when a SYN queue is full";
      case 2:
        return "every client gets a cookie, needed or not: this is for tests";
      default:
        return NOT_UNDERSTOOD;
    }
  }

  private static String ofSynAckRetries(RetrySchedule schedule) {
    return "an unanswered SYN-ACK "
        + sentAgain(schedule)
        + ", and its half-open connection dropped after "
        + schedule.giveUpSeconds()
        + " s";
  }

  private static String ofSynRetries(RetrySchedule schedule) {
    return "connect() from this host: an unanswered SYN "
        + sentAgain(schedule)
        + "; it fails after "
        + schedule.giveUpSeconds()
        + " s";
  }

  private static String sentAgain(RetrySchedule schedule) {
    return schedule.resendSeconds().isEmpty()
        ? "is not sent again"
        : "is sent again after " + schedule.resendsText() + " s";
  }

  private String ofPortRange(int ports) {
    if (ports < 0) {
      return NOT_UNDERSTOOD;
    }
    String text =
        ports
            + " ports: so many connections at once to one address and port, those in TIME_WAIT"
            + " included";
    return PortSearchRule.slowsDownAtHalf(kernel)
        ? text + "; beyond " + ports / 2 + " of them each connect() takes about 20 times as long"
        : text;
  }

  private static String ofReservedPorts(@Nullable String text) {
    return text == null || text.isEmpty()
        ? "connect() may choose any port of that range"
        : "connect() and bind() do not choose these";
  }

  private static String ofTwReuse(int value) {
    switch (value) {
      case 0:
        return "connect() leaves a port in TIME_WAIT alone for 60 s";
      case 1:
        return "connect() may take a port in TIME_WAIT again after 1 s";
      case 2:
        return "connect() may take a port in TIME_WAIT again after 1 s on loopback, after 60 s"
            + " elsewhere";
      default:
        return NOT_UNDERSTOOD;
    }
  }
}
