package io.acceptlag.core.connect;

import io.acceptlag.core.handshake.PortSearchRule;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.FigureText;
import org.jspecify.annotations.Nullable;

/** Puts what happened to connections into words. */
final class ConnectWords {
  private ConnectWords() {}

  static Report slow(
      Destination destination, ConnectEpisode episode, long syns, long longestMillis) {
    Pairs.Builder pairs = new Pairs.Builder();
    pairs.put(Key.SLOW, episode.count());
    pairs.put(Key.CONNECT_MAX_MS, longestMillis);
    pairs.put(Key.SYN_RETRANSMITS, syns);
    return report(
        Severity.WARN,
        Event.CONNECT_SLOW,
        destination,
        episode,
        "Connecting to "
            + destination
            + " is slow: "
            + connections(episode.count())
            + (episode.count() == 1 ? " took " : " took up to ")
            + FigureText.duration(longestMillis)
            + ", because the far side, or the network, did not answer "
            + (syns == 1 ? "1 SYN" : syns + " SYNs")
            + " at first. If that server's accept queue is full, acceptlag there tells why.",
        pairs);
  }

  static Report failed(Destination destination, ConnectEpisode episode, Failure failure) {
    Pairs.Builder pairs = new Pairs.Builder();
    pairs.put(Key.ERROR, failure.key());
    pairs.put(Key.FAILURES, episode.count());
    pairs.put(Key.ATTEMPTS, episode.attempts());
    long millis = (episode.endNanos() - episode.startNanos()) / 1_000_000;
    boolean all = episode.count() == episode.attempts();
    String what =
        destination.isOthers()
            ? "Connects to destinations beyond the first "
                + Destinations.MAX
                + ", which are not told apart, "
                + whatOfMany(failure)
            : destination + " " + (all ? what(failure) : whatOfSome(failure));
    return report(
        Severity.WARN,
        Event.CONNECT_FAILED,
        destination,
        episode,
        what + ": " + share(episode) + over(millis) + ".",
        pairs);
  }

  private static String share(ConnectEpisode episode) {
    if (episode.count() < episode.attempts()) {
      return episode.count() + " of " + connects(episode.attempts()) + " failed so";
    }
    return (episode.count() == 1 ? "" : "all of the last ") + connects(episode.count()) + " failed";
  }

  /** Destinations are read once a second. */
  static String over(long millis) {
    return millis <= 1000 ? " within 1.0 s" : ", over " + FigureText.duration(millis);
  }

  private static String what(Failure failure) {
    switch (failure) {
      case REFUSED:
        return "refuses connections, so nobody listens there or a firewall says so";
      case TIMED_OUT:
        return "does not answer in time";
      case HOST_UNREACHABLE:
        return "cannot be reached";
      case NO_ADDRESS:
        return "cannot be connected to: the local address does not fit, or this system forbids it";
      default:
        return "cannot be connected to";
    }
  }

  /** For a destination of which some connects succeed or fail in another way. */
  private static String whatOfSome(Failure failure) {
    switch (failure) {
      case REFUSED:
        return "refuses some connections";
      case TIMED_OUT:
        return "does not always answer in time";
      case HOST_UNREACHABLE:
        return "cannot always be reached";
      case NO_ADDRESS:
        return what(failure);
      default:
        return "cannot always be connected to";
    }
  }

  /** For the destinations that are not told apart. */
  private static String whatOfMany(Failure failure) {
    switch (failure) {
      case REFUSED:
        return "are refused";
      case TIMED_OUT:
        return "are not answered in time";
      case HOST_UNREACHABLE:
        return "find no way there";
      default:
        return "fail";
    }
  }

  static Report portsExhausted(
      Destination destination, ConnectEpisode episode, PortUse ports, KernelSettings settings) {
    Pairs.Builder pairs = new Pairs.Builder();
    addPorts(pairs, ports, settings);
    pairs.put(Key.FAILURES, episode.count());
    return report(
        Severity.ERROR,
        Event.PORTS_EXHAUSTED,
        destination,
        episode,
        "No local port is left for connections to "
            + destination
            + ": "
            + inUse(ports, settings, " (" + settings.localPortsText() + ")")
            + "; "
            + connects(episode.count())
            + " failed. "
            + remedies(destination, ports, settings),
        pairs);
  }

  static Report portsLow(
      Destination destination,
      ConnectEpisode episode,
      PortUse ports,
      KernelSettings settings,
      @Nullable KernelVersion kernel) {
    Pairs.Builder pairs = new Pairs.Builder();
    addPorts(pairs, ports, settings);
    String price =
        kernel != null && PortSearchRule.slowsDownAtHalf(kernel)
            ? " From half on connect() takes about 20 times as long."
            : "";
    return report(
        Severity.WARN,
        Event.PORTS_LOW,
        destination,
        episode,
        "Local ports for connections to "
            + destination
            + " are running out: "
            + inUse(ports, settings, "")
            + "."
            + price
            + " "
            + remedies(destination, ports, settings),
        pairs);
  }

  static Report recovered(Destination destination, ConnectEpisode episode, Event trouble) {
    Pairs.Builder pairs = new Pairs.Builder();
    long millis = (episode.endNanos() - episode.startNanos()) / 1_000_000;
    pairs.put(Key.TROUBLE, trouble.key());
    pairs.put(Key.DURATION_MS, millis);
    String duration = FigureText.duration(Math.max(1000, millis));
    String sentence;
    if (trouble == Event.PORTS_LOW) {
      sentence =
          "Local ports for connections to "
              + destination
              + " have been enough again for a while, after "
              + duration;
    } else {
      boolean slow = trouble == Event.CONNECT_SLOW;
      pairs.put(slow ? Key.SLOW : Key.FAILURES, episode.count());
      sentence =
          (episode.wellSince() > 0
                  ? "Connecting to " + destination + " has gone well again for a while, after "
                  : "Nothing has been connected to " + destination + " for a while, after ")
              + duration
              + " in which "
              + connects(episode.count())
              + (slow ? " took long" : " failed");
    }
    return new Report.Builder(
            Severity.INFO, Event.CONNECT_RECOVERED, destination.subject(), sentence)
        .pairs(pairs)
        .of(new ConnectTrouble(trouble, episode))
        .build();
  }

  private static String inUse(PortUse ports, KernelSettings settings, String ends) {
    return ports.inUse()
        + " of "
        + settings.localPorts()
        + " in net.ipv4.ip_local_port_range"
        + ends
        + " are in use, "
        + ports.timeWait()
        + " in TIME_WAIT";
  }

  /** In this order: each costs more, or helps less, than the one before it. */
  private static String remedies(Destination destination, PortUse ports, KernelSettings settings) {
    int reuse = settings.number(KernelSetting.TW_REUSE);
    return "Keep and reuse connections; else widen that range, use more addresses"
        + (ports.timeWait() == 0 || isReused(destination, settings)
            ? "."
            : ", or set net.ipv4.tcp_tw_reuse=1"
                + (reuse < 0
                    ? "."
                    : " (it is " + reuse + (reuse == 2 ? ": loopback only)." : ").")));
  }

  /** Whether connect() may take a port in TIME_WAIT after a second. */
  static boolean isReused(Destination destination, KernelSettings settings) {
    int reuse = settings.number(KernelSetting.TW_REUSE);
    return reuse == 1 || (reuse == 2 && destination.endpoint().isLoopback());
  }

  private static void addPorts(Pairs.Builder pairs, PortUse ports, KernelSettings settings) {
    pairs.put(Key.PORTS, settings.localPorts());
    pairs.put(Key.IN_USE, ports.inUse());
    pairs.put(Key.TIME_WAIT, ports.timeWait());
    int reuse = settings.number(KernelSetting.TW_REUSE);
    if (reuse >= 0) {
      pairs.put(Key.TW_REUSE, reuse);
    }
  }

  private static Report report(
      Severity severity,
      Event event,
      Destination destination,
      ConnectEpisode episode,
      String sentence,
      Pairs.Builder pairs) {
    return new Report.Builder(severity, event, destination.subject(), sentence)
        .pairs(pairs)
        .of(new ConnectTrouble(event, episode))
        .build();
  }

  private static String connects(long count) {
    return count == 1 ? "1 connect" : count + " connects";
  }

  private static String connections(long count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
