package io.acceptlag.agent.doctor;

import io.acceptlag.agent.terminal.Wrapped;
import io.acceptlag.core.doctor.Advice;
import io.acceptlag.core.doctor.Advisor;
import io.acceptlag.core.doctor.CounterMeanings;
import io.acceptlag.core.doctor.HostState;
import io.acceptlag.core.doctor.ListenerState;
import io.acceptlag.core.doctor.ReservedPorts;
import io.acceptlag.core.doctor.SettingMeanings;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.LossCounter;
import java.util.ArrayList;
import java.util.List;

/** The output for people: plain tables, and what to change. */
final class DoctorText {
  /** In characters, so that the longest setting and an IPv6 address fit. */
  private static final int NAME_WIDTH = 33;

  private static final int FIGURE_WIDTH = 14;
  private static final int COLUMNS_MIN = 60;
  private static final int PORTS_NAMED = 10;
  private static final String UNKNOWN = "?";

  private final StringBuilder text = new StringBuilder();
  private final int columns;

  private DoctorText(int columns) {
    this.columns = Math.max(COLUMNS_MIN, columns);
  }

  /**
   * @param unreadable a sentence each, without a full stop
   * @param columns of the terminal
   */
  static String of(HostState host, List<String> unreadable, int columns) {
    DoctorText doctor = new DoctorText(columns);
    doctor.line("acceptlag doctor: Linux " + host.kernel());
    doctor.settings(host);
    doctor.counters(host);
    doctor.losses(host);
    doctor.listeners(host);
    doctor.unreadable(unreadable);
    doctor.advice(Advisor.advise(host));
    return doctor.text.toString();
  }

  private void settings(HostState host) {
    heading("Settings of this network namespace");
    SettingMeanings meanings = new SettingMeanings(host.kernel(), host.settings());
    for (KernelSetting setting : KernelSetting.values()) {
      String value = host.settings().text(setting);
      if (value != null) {
        String shown = value.isEmpty() ? "none" : value.replaceAll("\\s+", " ");
        row(setting.key(), shown, meanings.of(setting));
      }
    }
  }

  private void counters(HostState host) {
    heading("Counted since this network namespace began");
    for (KernelCounter counter : KernelCounter.values()) {
      long total = CounterMeanings.total(counter, host);
      if (total >= 0) {
        row(counter.key(), Long.toString(total), CounterMeanings.of(counter, host.kernel()));
      }
    }
  }

  private void losses(HostState host) {
    for (LossCounter counter : LossCounter.values()) {
      long total = host.losses().total(counter);
      if (total >= 0) {
        row(counter.key(), Long.toString(total), CounterMeanings.of(counter));
      }
    }
    if (host.losses().tracked() >= 0) {
      row(
          "nf_conntrack_count",
          Long.toString(host.losses().tracked()),
          "connections that conntrack tracks at this moment");
    }
  }

  private void listeners(HostState host) {
    heading("Listeners of this network namespace");
    if (host.listeners().isEmpty()) {
      line("  none");
      return;
    }
    line(
        "  "
            + left("", NAME_WIDTH)
            + right("waiting", FIGURE_WIDTH)
            + right("room for", FIGURE_WIDTH)
            + right("drops", FIGURE_WIDTH));
    for (ListenerState listener : host.listeners()) {
      line(
          "  "
              + left(listener.address().toString(), NAME_WIDTH)
              + right(figure(listener.queueLength()), FIGURE_WIDTH)
              + right(listener.queueLimit() < 0 ? UNKNOWN : figure(listener.room()), FIGURE_WIDTH)
              + right(figure(listener.drops()), FIGURE_WIDTH));
    }
    paragraph(
        "  ",
        "Drops are packets of any kind, port scanners' among them, since the listener was made.");
    List<Integer> ports = ReservedPorts.lacking(host);
    if (!ports.isEmpty()) {
      paragraph(
          "  ",
          (ports.size() == 1 ? "Port " : "Ports ")
              + listed(ports)
              + (ports.size() == 1 ? " lies" : " lie")
              + " in net.ipv4.ip_local_port_range. While its server is down, an outgoing connection"
              + " may take such a port, and the server cannot start. If it is always the same, add it"
              + " to net.ipv4.ip_local_reserved_ports.");
    }
  }

  private static String listed(List<Integer> ports) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(PORTS_NAMED, ports.size()); i++) {
      text.append(i == 0 ? "" : ", ").append(ports.get(i));
    }
    int more = ports.size() - PORTS_NAMED;
    return more > 0 ? text + " and " + more + " more" : text.toString();
  }

  private void unreadable(List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    heading("Could not be read");
    for (String sentence : sentences) {
      paragraph("  ", sentence + ".");
    }
  }

  private void advice(List<Advice> advice) {
    heading("What to change");
    if (advice.isEmpty()) {
      line("  Nothing.");
      return;
    }
    int number = 0;
    for (Advice each : advice) {
      number++;
      line("  " + number + ". " + each.what());
      paragraph("     ", each.why());
    }
  }

  private void heading(String heading) {
    line("");
    line(heading);
  }

  private void row(String name, String value, String meaning) {
    String start = "  " + left(name, NAME_WIDTH) + right(value, FIGURE_WIDTH) + "   ";
    List<String> lines = new ArrayList<>(Wrapped.of(meaning, columns - 1 - start.length()));
    line(start + lines.get(0));
    for (String more : lines.subList(1, lines.size())) {
      line(left("", start.length()) + more);
    }
  }

  private void paragraph(String indent, String paragraph) {
    for (String each : Wrapped.of(paragraph, columns - 1 - indent.length())) {
      line(indent + each);
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String figure(long figure) {
    return figure < 0 ? UNKNOWN : Long.toString(figure);
  }

  private static String left(String cell, int width) {
    return cell + spaces(width - cell.length());
  }

  private static String right(String cell, int width) {
    return spaces(width - cell.length()) + cell;
  }

  private static String spaces(int count) {
    StringBuilder spaces = new StringBuilder();
    while (spaces.length() < count) {
      spaces.append(' ');
    }
    return spaces.toString();
  }
}
