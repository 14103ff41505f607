package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.SocketOwner;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/** Puts into words why a bind() failed. */
final class BindWords {
  private BindWords() {}

  static Report portsExhausted(
      Endpoint wanted, ConnectEpisode episode, BoundPorts use, KernelSettings settings) {
    Pairs.Builder pairs = new Pairs.Builder();
    pairs.put(Key.PORTS, settings.localPorts());
    pairs.put(Key.IN_USE, use.inUse());
    pairs.put(Key.TIME_WAIT, use.timeWait());
    pairs.put(Key.FAILURES, episode.count());
    LocalAddress to = use.mostlyTo();
    String sentence =
        "bind() finds no free port at "
            + address(wanted)
            + ": "
            + use.inUse()
            + " of "
            + settings.localPorts()
            + " in net.ipv4.ip_local_port_range ("
            + settings.localPortsText()
            + ") are in use there, "
            + use.timeWait()
            + " in TIME_WAIT"
            + (to == null ? "" : ", " + use.ofMost() + " to " + to)
            + ". "
            + remedies(use, settings);
    return new Report.Builder(Severity.ERROR, Event.PORTS_EXHAUSTED, subject(to), sentence)
        .pairs(pairs)
        .of(new ConnectTrouble(Event.PORTS_EXHAUSTED, episode))
        .build();
  }

  /** One destination's connections cannot share a port, whoever chooses it. */
  private static String remedies(BoundPorts use, KernelSettings settings) {
    LocalAddress to = use.mostlyTo();
    String keep = "Keep connections and use them again, or widen that range";
    if (to == null || use.ofMost() < use.inUse()) {
      return "Leave bind() out before connect(), which shares ports between destinations. "
          + keep
          + ".";
    }
    int reuse = settings.number(KernelSetting.TW_REUSE);
    boolean mayReuse = reuse == 1 || (reuse == 2 && isLoopback(to));
    return mayReuse && use.timeWait() > 0
        ? keep
            + "; without bind() and with tcp_tw_reuse="
            + reuse
            + ", connect() takes ports in TIME_WAIT again."
        : keep + ".";
  }

  private static boolean isLoopback(LocalAddress to) {
    return to.ipv6() ? to.host().equals("::1") : to.host().startsWith("127.");
  }

  static Report enough(Endpoint wanted, ConnectEpisode episode, BoundPorts use) {
    long millis = (episode.endNanos() - episode.startNanos()) / 1_000_000;
    return new Report.Builder(
            Severity.INFO,
            Event.CONNECT_RECOVERED,
            subject(use.mostlyTo()),
            "No bind() at "
                + address(wanted)
                + " has failed for a while, after "
                + FigureText.duration(millis)
                + " in which "
                + episode.count()
                + " failed")
        .pairs(
            new Pairs.Builder()
                .put(Key.TROUBLE, Event.PORTS_EXHAUSTED.key())
                .put(Key.DURATION_MS, millis)
                .put(Key.FAILURES, episode.count()))
        .of(new ConnectTrouble(Event.PORTS_EXHAUSTED, episode))
        .build();
  }

  static Report portTaken(
      Endpoint wanted, ConnectEpisode episode, PortHolder holder, KernelSettings settings) {
    SocketOwner owner = holder.owner();
    String sentence =
        "Port "
            + wanted.port()
            + " cannot be bound, because an outgoing connection has it: "
            + holder.local()
            + " to "
            + holder.remote()
            + (holder.timeWait() ? ", closed and in TIME_WAIT for up to 60 s" : of(owner))
            + ". Connections may take any port of net.ipv4.ip_local_port_range ("
            + settings.localPortsText()
            + "). Set net.ipv4.ip_local_reserved_ports="
            + reserved(settings)
            + wanted.port()
            + ".";
    Pairs.Builder pairs = new Pairs.Builder();
    pairs.put(Key.HOLDER, holder.local() + ">" + holder.remote());
    if (owner != null) {
      pairs.put(Key.PID, owner.pid());
    }
    pairs.put(Key.FAILURES, episode.count());
    return new Report.Builder(
            Severity.WARN,
            Event.PORT_TAKEN,
            Subject.listener(new LocalAddress(wanted.host(), wanted.port(), wanted.ipv6())),
            sentence)
        .pairs(pairs)
        .build();
  }

  private static String of(@Nullable SocketOwner owner) {
    if (owner == null) {
      return " (of a process that cannot be seen from here)";
    }
    return owner.isThisProcess()
        ? " (of this process itself)"
        : " (pid " + owner.pid() + ", " + ForeignText.name(owner.name()) + ")";
  }

  /** What is reserved already, so that setting it forgets none. */
  private static String reserved(KernelSettings settings) {
    String before = settings.text(KernelSetting.RESERVED_PORTS);
    return before == null || before.isEmpty() ? "" : before + ",";
  }

  private static String address(Endpoint wanted) {
    return wanted.isAnyAddress() ? "any address" : wanted.host();
  }

  private static Subject subject(@Nullable LocalAddress to) {
    return to == null
        ? Subject.otherDestinations()
        : Subject.destination(to.host(), to.port(), to.ipv6(), to.toString());
  }
}
