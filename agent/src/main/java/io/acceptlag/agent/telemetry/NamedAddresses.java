package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import java.util.HashSet;
import java.util.Set;

/**
 * Which listeners have series of their own: those at the first addresses of the process's life. A
 * server may listen on a new port for each client, as FTP does; the kernel does not tell who asked
 * for port 0. Each would leave some fifty series behind wherever they are kept.
 */
final class NamedAddresses {
  static final int MAX = 100;

  private final Set<LocalAddress> named = new HashSet<>();

  /** The listener's own, or {@link ListenerFigures#OTHERS}. */
  LocalAddress of(LocalAddress listener) {
    if (named.contains(listener)) {
      return listener;
    }
    return named.size() < MAX && named.add(listener) ? listener : ListenerFigures.OTHERS;
  }
}
