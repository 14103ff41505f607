package io.acceptlag.agent.demo;

import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.List;
import java.util.Locale;

/**
 * Compares what happened, according to the clients and the kernel, with what the agent has said.
 */
final class Balance {
  /** A SYN is sent again after 1 s at the earliest. */
  private static final long REFUSED_NANOS = 900_000_000L;

  private final long warnWaitNanos;
  private int clients;
  private int failed;
  private int delayed;
  private long longestWaitNanos;
  private int refused;
  private long longestConnectNanos;
  private boolean ofOneClock = true;

  Balance(List<Client> all, long warnWaitNanos) {
    this.warnWaitNanos = warnWaitNanos;
    for (Client client : all) {
      add(client);
    }
  }

  private void add(Client client) {
    clients++;
    if (client.hasFailed()) {
      failed++;
    }
    if (client.isConnected() && client.connectingNanos() >= REFUSED_NANOS) {
      refused++;
      longestConnectNanos = Math.max(longestConnectNanos, client.connectingNanos());
    }
    if (client.isAnswered()) {
      ofOneClock &= client.isOfOneClock();
      longestWaitNanos = Math.max(longestWaitNanos, client.acceptWaitNanos());
      if (client.acceptWaitNanos() >= warnWaitNanos) {
        delayed++;
      }
    }
  }

  void show(Screen screen, Warnings warnings, NamespaceCounters before, NamespaceCounters now) {
    row(screen, Screen.Style.BOLD, "", "true", "agent");
    row(
        screen,
        Screen.Style.PLAIN,
        "connections that waited over " + Moment.time(warnWaitNanos),
        ofOneClock ? Integer.toString(delayed) : "unknown",
        number(warnings.sum("delayed")));
    row(
        screen,
        Screen.Style.PLAIN,
        "the longest wait to be accepted",
        ofOneClock ? millis(longestWaitNanos / 1_000_000) : "unknown",
        millis(warnings.max("wait_max_ms")));
    row(
        screen,
        Screen.Style.PLAIN,
        "packets refused (ListenOverflows)",
        difference(
            before.total(KernelCounter.LISTEN_OVERFLOWS),
            now.total(KernelCounter.LISTEN_OVERFLOWS)),
        number(warnings.sum("overflows")));
    row(
        screen,
        Screen.Style.PLAIN,
        "packets dropped (ListenDrops)",
        difference(before.total(KernelCounter.LISTEN_DROPS), now.total(KernelCounter.LISTEN_DROPS)),
        "-");
    screen.blank();
    screen.paragraph(
        Screen.Style.FAINT,
        "True: waits by the "
            + clients
            + " clients, from the handshake to the server's handler; packets by the kernel's"
            + " counters, those for other servers on this host included.");
    if (refused > 0) {
      screen.paragraph(
          Screen.Style.FAINT,
          "Beside those, "
              + refused
              + " clients took up to "
              + Moment.time(longestConnectNanos)
              + " to connect at all: the kernel refused their SYN and they sent it again. No accept"
              + " wait shows that, but the refused packets do.");
    }
    if (failed > 0) {
      screen.paragraph(Screen.Style.FAINT, failed + " clients got no answer at all.");
    }
  }

  private static void row(
      Screen screen, Screen.Style style, String what, String truth, String agent) {
    screen.row(style, String.format(Locale.ROOT, "  %-36s %10s  %10s", what, truth, agent));
  }

  private static String difference(long before, long now) {
    return before < 0 || now < 0 ? "unknown" : Long.toString(now - before);
  }

  private static String number(long number) {
    return number < 0 ? "unknown" : Long.toString(number);
  }

  private static String millis(long millis) {
    return millis < 0 ? "unknown" : millis + " ms";
  }
}
