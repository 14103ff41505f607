package io.acceptlag.core.doctor;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import java.util.ArrayList;
import java.util.List;

/** Ports that servers listen at, and that connections may take while these are down. */
public final class ReservedPorts {
  private ReservedPorts() {}

  /**
   * The ports of listeners that lie in the range of connect() and are not reserved; none where that
   * is not known. A port that the kernel chose for its listener cannot be told from a fixed one.
   */
  public static List<Integer> lacking(HostState host) {
    KernelSettings settings = host.settings();
    String reserved = settings.text(KernelSetting.RESERVED_PORTS);
    List<Integer> ports = new ArrayList<>();
    if (reserved == null) {
      return ports;
    }
    for (ListenerState listener : host.listeners()) {
      int port = listener.address().port();
      if (settings.isLocalPort(port) && !contains(reserved, port) && !ports.contains(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** A list as in {@code 8080,9000-9010}. */
  private static boolean contains(String list, int port) {
    for (String range : list.split(",", -1)) {
      if (isWithin(port, range)) {
        return true;
      }
    }
    return false;
  }

  /**
   * False for a range that cannot be read: an empty list is one, and a later kernel may write
   * others.
   */
  private static boolean isWithin(int port, String range) {
    int dash = range.indexOf('-');
    try {
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      return first <= port && port <= last;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
